import { createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { createStoredMediaSource } from "./create-stored-media-source";
import { digestStoredFile } from "./digest-stored-file";
import { type MediaStorage, StoredFileMissingError } from "./media-storage";
import { readStoredRange } from "./read-stored-range";

/** What every media store must do; run it on an empty one. */
export function describeMediaStorage(name: string, makeStorage: () => Promise<MediaStorage>): void {
  describe(`the media store: ${name}`, () => {
    let storage: MediaStorage;
    beforeEach(async () => {
      storage = await makeStorage();
    });

    const write = async (id: string, chunks: readonly Uint8Array[], offsetBytes = 0) => {
      const writer = await storage.openPart(id, offsetBytes);
      await writer.append(chunks);
      await writer.close();
    };
    const listed = async () => {
      const files = [];
      for await (const { id, state, sizeBytes } of storage.list())
        files.push({ id, state, sizeBytes });
      return files.toSorted((left, right) => left.id.localeCompare(right.id));
    };

    it("gives back the bytes of a finished file", async () => {
      const [one, two] = [randomBytes(70_000), randomBytes(3)];
      await storage.createPart("med_a");
      await write("med_a", [one, two]);
      await storage.finish("med_a");
      const all = await readStoredRange(storage, "med_a", { offsetBytes: 0, lengthBytes: 100_000 });
      expect(all.equals(Buffer.concat([one, two]))).toBe(true);
    });

    it("goes on with a part where it was left", async () => {
      await storage.createPart("med_a");
      await write("med_a", [Buffer.from("abc")]);
      await write("med_a", [Buffer.from("def")], 3);
      await storage.finish("med_a");
      expect(await digestStoredFile(storage, "med_a", 6)).toBe(
        createHash("sha256").update("abcdef").digest("hex"),
      );
    });

    it("drops what a cut-off write left behind the offset", async () => {
      await storage.createPart("med_a");
      await write("med_a", [Buffer.from("abcdef")]);
      await write("med_a", [Buffer.from("X")], 2);
      await storage.finish("med_a");
      const all = await readStoredRange(storage, "med_a", { offsetBytes: 0, lengthBytes: 10 });
      expect(all.toString()).toBe("abX");
    });

    it("does not go on behind what it has", async () => {
      await storage.createPart("med_a");
      await write("med_a", [Buffer.from("abc")]);
      await expect(storage.openPart("med_a", 4)).rejects.toThrow(StoredFileMissingError);
    });

    it("answers any range of a file as the bytes would", async () => {
      const bytes = randomBytes(5_000);
      await storage.createPart("med_a");
      await write("med_a", [bytes]);
      await storage.finish("med_a");
      const number = fc.nat({ max: 6_000 });
      await fc.assert(
        fc.asyncProperty(number, number, async (offsetBytes, lengthBytes) => {
          const range = { offsetBytes, lengthBytes };
          const read = await readStoredRange(storage, "med_a", range);
          expect(read.equals(bytes.subarray(offsetBytes, offsetBytes + lengthBytes))).toBe(true);
        }),
        { numRuns: 50 },
      );
    });

    it("reads for the pipeline what it holds", async () => {
      await storage.createPart("med_a");
      await write("med_a", [Buffer.from("0123456789")]);
      await storage.finish("med_a");
      const facts = {
        kind: "video",
        sizeBytes: 10,
        sha256: "",
        type: "video/mp4",
        video: null,
        image: null,
      } as const;
      const source = createStoredMediaSource(storage, "med_a", facts);
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
      await storage.createPart("med_a");
      await write("med_a", [Buffer.from("abc")]);
      await expect(storage.open("med_a", { offsetBytes: 0, lengthBytes: 3 })).rejects.toThrow(
        StoredFileMissingError,
      );
    });

    it("begins a file once", async () => {
      await storage.createPart("med_a");
      await expect(storage.createPart("med_a")).rejects.toThrow();
      await storage.finish("med_a");
      await expect(storage.createPart("med_a")).rejects.toThrow();
    });

    it("finishes twice like once, but not what is not there", async () => {
      await storage.createPart("med_a");
      await storage.finish("med_a");
      await storage.finish("med_a");
      await expect(storage.finish("med_b")).rejects.toThrow(StoredFileMissingError);
    });

    it("lists and removes parts and files", async () => {
      await storage.createPart("med_a");
      await storage.createPart("med_b");
      await write("med_b", [Buffer.from("abc")]);
      await storage.finish("med_b");
      expect(await listed()).toEqual([
        { id: "med_a", state: "part", sizeBytes: 0 },
        { id: "med_b", state: "finished", sizeBytes: 3 },
      ]);
      await storage.remove("med_a");
      await storage.remove("med_b");
      await storage.remove("med_b");
      expect(await listed()).toEqual([]);
      await expect(storage.openPart("med_a", 0)).rejects.toThrow(StoredFileMissingError);
    });

    it.each(["", "med_", "../med_a", "med_a/b", "med_a.part", "key_a", "med_\0"])(
      "lets no other name than an id reach the disk: %j",
      async (id) => {
        await expect(storage.createPart(id)).rejects.toThrow(TypeError);
        await expect(storage.remove(id)).rejects.toThrow(TypeError);
      },
    );
  });
}
