import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fieldErrors, jsonPointer } from "./validation-hook";

function pathsOf(schema: z.ZodType, value: unknown): string[] {
  const parsed = schema.safeParse(value);
  return fieldErrors(parsed.error?.issues ?? [], jsonPointer).map(({ path }) => path);
}

describe("fieldErrors", () => {
  const schema = z.strictObject({
    name: z.string(),
    targets: z.array(z.strictObject({ mode: z.enum(["publish", "draft"]) })),
  });

  it("points at every bad field", () => {
    const value = { name: 1, targets: [{ mode: "publish" }, { mode: "later" }] };

    expect(pathsOf(schema, value)).toEqual(["/name", "/targets/1/mode"]);
  });

  it("points at unknown members themselves, not at what holds them", () => {
    const value = { name: "a", targets: [{ mode: "draft", "a/b~c": 1 }], extra: true };

    expect(pathsOf(schema, value)).toEqual(["/targets/0/a~1b~0c", "/extra"]);
  });

  it("points into the alternative that was most likely meant", () => {
    const union = z.union([
      z.strictObject({ url: z.url() }),
      z.strictObject({ size: z.int(), type: z.string(), digest: z.string() }),
    ]);

    expect(pathsOf(z.object({ media: union }), { media: { url: "nonsense" } })).toEqual([
      "/media/url",
    ]);
  });

  it("points at the whole body when that is of the wrong kind", () => {
    expect(pathsOf(schema, [])).toEqual([""]);
  });
});
