import { createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { createStoredMediaSource } from "./create-stored-media-source";
import { digestStoredFile } from "./digest-stored-file";
import {
  type FileVersion,
  type MediaStorage,
  type MediaWriter,
  PartTooShortError,
  StoredFileMissingError,
} from "./media-storage";
import { readStoredRange } from "./read-stored-range";

/** What every media store must do; run it on an empty one. */
export function describeMediaStorage(name: string, makeStorage: () => Promise<MediaStorage>): void {
  describe(`the media store: ${name}`, () => {
    let storage: MediaStorage;
    beforeEach(async () => {
      storage = await makeStorage();
    });

    const first: FileVersion = { id: "med_a", epoch: 0 };
    const second: FileVersion = { id: "med_a", epoch: 1 };
    const third: FileVersion = { id: "med_a", epoch: 2 };
    const end = async (writer: MediaWriter, ...chunks: (string | Uint8Array)[]) => {
      await writer.append(chunks.map((chunk) => Buffer.from(chunk)));
      await writer.flush();
      await writer.close();
    };
    const write = async (version: FileVersion, ...chunks: (string | Uint8Array)[]) =>
      end(await storage.createPart(version), ...chunks);
    const goOn = (version: FileVersion, offsetBytes: number, releasedEpoch: number | null) =>
      storage.continuePart(version, { offsetBytes, releasedEpoch });
    const read = (version: FileVersion, offsetBytes = 0, lengthBytes = 100_000) =>
      readStoredRange(storage, version, { offsetBytes, lengthBytes });
    const listed = async () => {
      const files = [];
      for await (const { modifiedAt, ...file } of storage.list()) {
        expect(Math.abs(modifiedAt.getTime() - Date.now())).toBeLessThan(60_000);
        files.push(file);
      }
      return files.toSorted((left, right) => left.id.localeCompare(right.id));
    };

    it("gives back the bytes of a finished file", async () => {
      const [one, two] = [randomBytes(70_000), randomBytes(3)];
      await write(first, one, two);
      await storage.finish(first);
      expect((await read(first)).equals(Buffer.concat([one, two]))).toBe(true);
    });

    it("gives back a file of many megabytes, of which it says how much is stored", async () => {
      const bytes = randomBytes(17 * 1024 * 1024 + 5);
      const writer = await storage.createPart(first);
      for (let at = 0; at < bytes.length; at += 1_000_000) {
        await writer.append([bytes.subarray(at, at + 1_000_000)]);
        expect(writer.storedBytes()).toBeLessThanOrEqual(at + 1_000_000);
        expect(writer.storedBytes()).toBeGreaterThan(at + 1_000_000 - 9 * 1024 * 1024);
      }
      await writer.flush();
      expect(writer.storedBytes()).toBe(bytes.length);
      await writer.close();
      expect(await storage.partBytes("med_a")).toBe(bytes.length);
      await storage.finish(first);
      expect(await digestStoredFile(storage, first, bytes.length)).toBe(
        createHash("sha256").update(bytes).digest("hex"),
      );
      const across = { offsetBytes: 8 * 1024 * 1024 - 10, lengthBytes: 8 * 1024 * 1024 + 20 };
      const some = await readStoredRange(storage, first, across);
      expect(some.equals(bytes.subarray(across.offsetBytes).subarray(0, across.lengthBytes))).toBe(
        true,
      );
    });

    it.each([0, null])("goes on with a part where it was left (released: %s)", async (released) => {
      await write(first, "abc");
      await end(await goOn(second, 3, released), "def");
      await storage.finish(second);
      expect(await digestStoredFile(storage, second, 6)).toBe(
        createHash("sha256").update("abcdef").digest("hex"),
      );
    });

    it("goes on through any number of small pieces", async () => {
      const cut = fc.array(fc.nat({ max: 3_000 }), { minLength: 1, maxLength: 12 });
      let id = 0;
      await fc.assert(
        fc.asyncProperty(cut, fc.boolean(), async (lengths, isReleased) => {
          id += 1;
          const version = (epoch: number) => ({ id: `med_p${id}`, epoch });
          await write(version(0));
          let all = Buffer.alloc(0);
          for (const [index, length] of lengths.entries()) {
            const piece = randomBytes(length);
            const writer = await goOn(version(index + 1), all.length, isReleased ? index : null);
            await end(writer, piece);
            all = Buffer.concat([all, piece]);
          }
          await storage.finish(version(lengths.length));
          expect((await read(version(lengths.length))).equals(all)).toBe(true);
        }),
        { numRuns: 8 },
      );
    });

    it.each([0, null])(
      "drops what a cut-off write left behind (released: %s)",
      async (released) => {
        await write(first, "abcdef");
        await end(await goOn(second, 2, released), "X");
        await storage.finish(second);
        expect((await read(second)).toString()).toBe("abX");
      },
    );

    it("goes on with a file that was finished, but not taken", async () => {
      await write(first, "abcdef");
      await storage.finish(first);
      expect(await storage.partBytes("med_a")).toBe(6);
      await end(await goOn(second, 5, null), "X");
      await storage.finish(second);
      expect((await read(second)).toString()).toBe("abcdeX");
    });

    it("lets a writer that wakes late change nothing of its successor", async () => {
      const late = await storage.createPart(first);
      await late.append([Buffer.from("abc")]);
      await late.flush();
      await end(await goOn(second, 3, null), "def");
      await end(late, "XXXXXX");
      await storage.finish(second);
      await storage.finish(first).catch(() => {});
      expect((await read(second)).toString()).toBe("abcdef");
    });

    it("lets a writer that wakes late go on with nothing", async () => {
      await write(first, "abcdef");
      await end(await goOn(third, 6, null), "ghi");
      // Its own beginning may still lie there, but never what the successor made of it.
      const late = await goOn(second, 6, null).catch((error: unknown) => error);
      if (!(late instanceof PartTooShortError)) await end(late as MediaWriter, "XXX");
      await storage.finish(third);
      expect((await read(third)).toString()).toBe("abcdefghi");
    });

    it.each([0, null])(
      "goes on with a file that was finished in vain (released: %s)",
      async (released) => {
        await write(first, "abcdef");
        await storage.finish(first);
        expect(await storage.partBytes("med_a")).toBe(6);
        await end(await goOn(second, 5, released), "F");
        await storage.finish(second);
        expect((await read(second)).toString()).toBe("abcdeF");
      },
    );

    it("goes on with the newest version that holds enough", async () => {
      await write(first, "abcdef");
      await (await storage.createPart(second)).close();
      await end(await goOn(third, 4, null), "X");
      await storage.finish(third);
      expect((await read(third)).toString()).toBe("abcdX");
    });

    it("does not go on behind what it has, and says what that is", async () => {
      await write(first, "abc");
      const failure = await goOn(second, 4, 0).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(PartTooShortError);
      expect(failure).toMatchObject({ heldBytes: 3 });
      expect(await storage.partBytes("med_a")).toBe(3);
      expect(await storage.partBytes("med_b")).toBe(0);
    });

    it("answers any range of a file as the bytes would", async () => {
      const bytes = randomBytes(5_000);
      await write(first, bytes.subarray(0, 2_000));
      await end(await goOn(second, 2_000, 0), bytes.subarray(2_000));
      await storage.finish(second);
      const number = fc.nat({ max: 6_000 });
      await fc.assert(
        fc.asyncProperty(number, number, async (offsetBytes, lengthBytes) => {
          const some = await read(second, offsetBytes, lengthBytes);
          expect(some.equals(bytes.subarray(offsetBytes, offsetBytes + lengthBytes))).toBe(true);
        }),
        { numRuns: 50 },
      );
    });

    it("reads for the pipeline what it holds", async () => {
      await write(first, "0123456789");
      await storage.finish(first);
      const facts = {
        kind: "video",
        sizeBytes: 10,
        sha256: "",
        type: "video/mp4",
        video: null,
        image: null,
      } as const;
      const source = createStoredMediaSource(storage, first, facts);
      const range = { offsetBytes: 4, lengthBytes: 3 };
      const reader = await source.open(range, new AbortController().signal);
      const target = Buffer.alloc(8);
      expect(await reader.read(target)).toBe(3);
      expect(target.toString("latin1", 0, 3)).toBe("456");
      expect(await reader.read(target)).toBe(0);
      await reader.close();
      await reader.close();
      await expect(source.open(range, AbortSignal.abort())).rejects.toThrow();
    });

    it("does not show a part as a file", async () => {
      await write(first, "abc");
      await expect(storage.open(first, { offsetBytes: 0, lengthBytes: 3 })).rejects.toThrow(
        StoredFileMissingError,
      );
    });

    it("begins a version once", async () => {
      await write(first);
      await expect(storage.createPart(first)).rejects.toThrow();
      await storage.finish(first);
      await expect(storage.createPart(first)).rejects.toThrow();
    });

    it("finishes twice like once, but not what is not there", async () => {
      await write(first);
      await storage.finish(first);
      await storage.finish(first);
      await expect(storage.finish({ id: "med_b", epoch: 0 })).rejects.toThrow(
        StoredFileMissingError,
      );
    });

    it("lists and removes parts and files", async () => {
      await write(first);
      await write({ id: "med_b", epoch: 3 }, "abc");
      await storage.finish({ id: "med_b", epoch: 3 });
      expect(await listed()).toEqual([
        { id: "med_a", epoch: 0, state: "part", sizeBytes: 0 },
        { id: "med_b", epoch: 3, state: "finished", sizeBytes: 3 },
      ]);
      await storage.remove("med_a");
      await storage.remove("med_b");
      await storage.remove("med_b");
      expect(await listed()).toEqual([]);
      await expect(read({ id: "med_b", epoch: 3 })).rejects.toThrow(StoredFileMissingError);
      await expect(goOn(second, 0, 0)).rejects.toThrow(PartTooShortError);
    });

    it("removes earlier versions, but nothing that a later one needs", async () => {
      await write(first, "abc");
      await end(await goOn(second, 3, null), "def");
      await end(await goOn(third, 5, null), "XYZ");
      await storage.removeBefore(third);
      await storage.finish(third);
      await storage.removeBefore(third);
      expect((await read(third)).toString()).toBe("abcdeXYZ");
      await storage.removeBefore({ id: "med_a", epoch: 3 });
      expect(await listed()).toEqual([]);
    });

    it("says that it can be written to, and shows nothing of having tried", async () => {
      await storage.check();
      expect(await listed()).toEqual([]);
    });

    it.each(["", "med_", "../med_a", "med_a/b", "med_a.part", "key_a", "med_\0"])(
      "lets no other name than an id reach the store: %j",
      async (id) => {
        await expect(storage.createPart({ id, epoch: 0 })).rejects.toThrow(TypeError);
        await expect(storage.remove(id)).rejects.toThrow(TypeError);
      },
    );
  });
}
