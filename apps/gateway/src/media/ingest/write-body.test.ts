import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MediaWriter } from "../storage/media-storage";
import { ownBody, sharedBody } from "./incoming-body";
import { type BodyToWrite, writeBody } from "./write-body";

const MIB = 1024 * 1024;

function createTestWriter(append: (bytes: number) => Promise<void> = async () => {}) {
  const chunks: Buffer[] = [];
  let running = 0;
  let mostAtOnce = 0;
  const writer: MediaWriter = {
    async append(batch) {
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      const bytes = Buffer.concat(batch);
      await append(bytes.length);
      chunks.push(bytes);
      running -= 1;
    },
    storedBytes: () => chunks.reduce((sum, { length }) => sum + length, 0),
    flush: async () => {},
    close: async () => {},
  };
  return {
    writer,
    written: () => Buffer.concat(chunks),
    appends: chunks,
    get mostAtOnce() {
      return mostAtOnce;
    },
    get running() {
      return running;
    },
  };
}

async function* from(chunks: readonly Uint8Array[], failure?: Error): AsyncGenerator<Uint8Array> {
  yield* chunks;
  if (failure !== undefined) throw failure;
}

function work({
  body,
  ...parts
}: Pick<BodyToWrite, "writer"> &
  Partial<Omit<BodyToWrite, "body">> & { body: AsyncIterable<Uint8Array> }): BodyToWrite {
  return {
    body: sharedBody(body),
    accept: async () => {},
    inspectHead: () => {},
    headBytes: 4,
    onWritten: () => {},
    keepsBrokenBody: false,
    ...parts,
  };
}

describe("writing a body", () => {
  it("writes and hashes exactly the bytes, however they are cut", async () => {
    const chunk = fc.uint8Array({ maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 20 }), fc.nat(3), async (chunks, large) => {
        const all = [...chunks, ...Array.from({ length: large }, () => Buffer.alloc(700_000, 5))];
        const target = createTestWriter();
        const heads: Buffer[] = [];
        const result = await writeBody(
          work({
            body: from(all),
            writer: target.writer,
            inspectHead: (head) => heads.push(Buffer.from(head)),
          }),
        );
        const bytes = Buffer.concat(all);
        expect(target.written().equals(bytes)).toBe(true);
        expect(result).toEqual({
          sizeBytes: bytes.length,
          sha256: createHash("sha256").update(bytes).digest("hex"),
        });
        expect(heads).toEqual([bytes.subarray(0, 4)]);
      }),
    );
  });

  it("writes large batches, one at a time, and tells how much is written", async () => {
    const target = createTestWriter();
    const told: number[] = [];
    const chunks = Array.from({ length: 50 }, () => Buffer.alloc(64 * 1024));
    const onWritten = () => {
      told.push(target.writer.storedBytes());
    };
    await writeBody(work({ body: from(chunks), writer: target.writer, onWritten }));
    expect(target.appends.map(({ length }) => length)).toEqual([MIB, MIB, MIB, 128 * 1024]);
    expect(target.mostAtOnce).toBe(1);
    expect(told).toEqual([MIB, 2 * MIB, 3 * MIB, 3 * MIB + 128 * 1024]);
  });

  it("gives the memory of its own chunks back when they are written, and of shared ones never", async () => {
    const own = Array.from({ length: 3 }, () => new Uint8Array(MIB).fill(7));
    const shared = new Uint8Array(2 * MIB).fill(7);
    const halves = [shared.subarray(0, MIB), shared.subarray(MIB)];
    const target = createTestWriter();
    const body = ownBody(from([...own, ...halves]));
    const result = await writeBody({ ...work({ body: from([]), writer: target.writer }), body });
    expect(own.map(({ byteLength }) => byteLength)).toEqual([0, 0, 0]);
    expect(halves.map(({ byteLength }) => byteLength)).toEqual([MIB, MIB]);
    const expected = Buffer.alloc(5 * MIB, 7);
    expect(target.written().equals(expected)).toBe(true);
    expect(result.sha256).toBe(createHash("sha256").update(expected).digest("hex"));
  });

  it("writes nothing that is not accepted", async () => {
    const target = createTestWriter();
    const accept = async (total: number) => {
      if (total > MIB) throw new Error("too much");
    };
    const chunks = Array.from({ length: 40 }, () => Buffer.alloc(64 * 1024));
    const call = writeBody(work({ body: from(chunks), writer: target.writer, accept }));
    await expect(call).rejects.toThrow("too much");
    expect(target.written().length).toBe(MIB);
  });

  it("fails when the store does, and leaves no write behind", async () => {
    const target = createTestWriter(async () => {
      throw new Error("the disk is full");
    });
    const chunks = Array.from({ length: 40 }, () => Buffer.alloc(64 * 1024));
    const call = writeBody(work({ body: from(chunks), writer: target.writer }));
    await expect(call).rejects.toThrow("the disk is full");
  });

  it.each([
    [false, MIB],
    [true, MIB + 10],
  ])("of a body that breaks off keeps the rest: %s", async (keepsBrokenBody, kept) => {
    const target = createTestWriter();
    let told = 0;
    const call = writeBody(
      work({
        body: from([Buffer.alloc(MIB), Buffer.alloc(10)], new Error("broke off")),
        writer: target.writer,
        keepsBrokenBody,
        onWritten: () => {
          told = target.writer.storedBytes();
        },
      }),
    );
    await expect(call).rejects.toThrow("broke off");
    expect(target.written().length).toBe(kept);
    expect(told).toBe(kept);
  });

  it("stops at a head that is refused, before anything is written", async () => {
    const target = createTestWriter();
    const inspectHead = () => {
      throw new Error("no video");
    };
    const body = from([Buffer.alloc(2), Buffer.alloc(3), Buffer.alloc(MIB)]);
    const call = writeBody(work({ body, writer: target.writer, inspectHead }));
    await expect(call).rejects.toThrow("no video");
    expect(target.written().length).toBe(0);
  });
});
