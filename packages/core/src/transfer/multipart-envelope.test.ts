import fc from "fast-check";
import { expect, it } from "vitest";
import { pseudoRandomBytes } from "../../test/pseudo-random-bytes";
import { createMultipartEnvelope } from "./multipart-envelope";

/** Parsed by the platform's side of the fence: undici's parser, which shares nothing with ours. */
async function parse(envelope: ReturnType<typeof createMultipartEnvelope>, file: Uint8Array) {
  const body = Buffer.concat([envelope.prefix, file, envelope.suffix]);
  return new Response(body, { headers: { "content-type": envelope.contentType } }).formData();
}

it("is read back by an independent parser, fields in order and the file byte for byte", async () => {
  const text = fc.string({ unit: "grapheme", maxLength: 40 });
  // Browsers leave percent signs alone, so a name that holds an escape already is read as another one.
  const name = fc
    .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 20 })
    .filter((value) => !/%(0a|0d|22)/i.test(value));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ name, value: text }), { maxLength: 5 }),
      name,
      fc.integer({ min: 0, max: 5_000 }),
      async (fields, fileName, fileBytes) => {
        const file = pseudoRandomBytes(fileBytes);
        const form = { fields, fileField: "the file", fileName };

        const parsed = await parse(createMultipartEnvelope(form, "video/mp4"), file);

        const entries = [...parsed.entries()];
        expect(entries.slice(0, -1)).toEqual(fields.map((field) => [field.name, field.value]));
        const [lastName, last] = entries.at(-1) ?? [];
        expect(lastName).toBe("the file");
        if (!(last instanceof File)) throw new Error("the last entry is expected to be the file");
        expect(last.name).toBe(fileName);
        expect(last.type).toBe("video/mp4");
        expect(Buffer.from(await last.arrayBuffer()).equals(file)).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

it("lets no name and no type break out of its header", async () => {
  const hostile = 'a"\r\nContent-Type: text/html\r\n\r\nx';
  const form = { fields: [{ name: hostile, value: "v" }], fileField: hostile, fileName: hostile };

  const parsed = await parse(
    createMultipartEnvelope(form, "video/mp4\r\nx-evil: 1"),
    Buffer.from("f"),
  );

  const file = [...parsed.values()].at(-1);
  if (!(file instanceof File)) throw new Error("the last entry is expected to be the file");
  expect([...parsed.keys()]).toHaveLength(2);
  expect(file.type).not.toContain("html");
  expect(await file.text()).toBe("f");
});

it("never uses the same boundary twice", () => {
  const form = { fields: [], fileField: "f", fileName: "n" };
  const types = Array.from({ length: 50 }, () => createMultipartEnvelope(form, "a/b").contentType);
  expect(new Set(types).size).toBe(50);
});
