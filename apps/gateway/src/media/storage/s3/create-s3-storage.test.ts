import { createHash, randomBytes } from "node:crypto";
import { createSecret } from "@upload-post/core/connector";
import { isUploadPostError } from "@upload-post/core/errors";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openS3FaultProxy, type S3Fault } from "../../../../test/s3-fault-proxy";
import { openS3Server, type S3Server } from "../../../../test/s3-server";
import { digestStoredFile } from "../digest-stored-file";
import { type MediaStorage, type MediaWriter, StoreFullError } from "../media-storage";
import { describeMediaStorage } from "../media-storage-contract";
import { createS3Storage } from "./create-s3-storage";
import { systemS3Options } from "./s3-client";
import type { S3Setting } from "./s3-setting";

const MEBIBYTE = 1024 * 1024;
const first = { id: "med_a", epoch: 0 };

let server: S3Server;
beforeAll(async () => {
  server = await openS3Server();
});
afterAll(async () => server.close());

const open = (setting: S3Setting): MediaStorage =>
  createS3Storage(setting, { ...systemS3Options, wait: async () => {} });

describeMediaStorage("a bucket", async () => open(server.setting()));

describe("a bucket", () => {
  it("says whose fault it is that it cannot be used, without the key", async () => {
    const setting = server.setting();
    const secretAccessKey = createSecret("canary-of-a-secret");
    const wrong = { ...setting, accessKeyId: "nobody", secretAccessKey };
    for (const [broken, words] of [
      [wrong, "InvalidAccessKeyId"],
      [{ ...setting, bucket: "no-such-bucket" }, "NoSuchBucket"],
      [{ ...setting, endpoint: "http://127.0.0.1:1" }, "cannot be reached"],
    ] as const) {
      const error = await open(broken)
        .check()
        .catch((failure: unknown) => failure);
      expect(error).toMatchObject({ code: "storage_unavailable" });
      expect(String(error)).toContain(words);
      expect(JSON.stringify(error) + String(error)).not.toContain("canary");
    }
  });

  it("signs its requests, and their bodies with them", async () => {
    const proxy = await openS3FaultProxy(server.endpoint, () => "none");
    const setting = { ...server.setting(), endpoint: proxy.endpoint };
    await open(setting).check();
    const wrong = open({ ...setting, secretAccessKey: createSecret("wrong") });
    await expect(wrong.check()).rejects.toThrow("SignatureDoesNotMatch");
    await proxy.close();
  });

  it("says that it is full when the service says so", async () => {
    const proxy = await openS3FaultProxy(server.endpoint, () => "status-507");
    const storage = open({ ...server.setting(), endpoint: proxy.endpoint });
    await expect(storage.check()).rejects.toThrow(StoreFullError);
    await storage.close();
    await proxy.close();
  });

  it("goes on after the death of the service with what was acknowledged", async () => {
    const storage = open(server.setting());
    const bytes = randomBytes(20 * MEBIBYTE);
    const writer = await storage.createPart(first);
    await writer.append([bytes.subarray(0, 18 * MEBIBYTE)]);
    const acknowledged = writer.storedBytes();
    expect(acknowledged).toBe(16 * MEBIBYTE);
    await server.kill();
    await expect(writer.flush()).rejects.toMatchObject({ code: "storage_unavailable" });
    await server.start();
    expect(await storage.partBytes(first.id)).toBe(acknowledged);
    const second = { ...first, epoch: 1 };
    const from = { offsetBytes: acknowledged, releasedEpoch: null };
    const next = await storage.continuePart(second, from);
    await next.append([bytes.subarray(acknowledged)]);
    await next.flush();
    await storage.finish(second);
    expect(await digestStoredFile(storage, second, bytes.length)).toBe(digest(bytes));
    await storage.close();
  });

  it("reads a file that many read at once, and gives every connection back", async () => {
    const storage = open(server.setting());
    const bytes = randomBytes(9 * MEBIBYTE);
    await write(await storage.createPart(first), bytes);
    await storage.finish(first);
    const readers = Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0
        ? digestStoredFile(storage, first, bytes.length)
        : storage
            .open(first, { offsetBytes: 0, lengthBytes: bytes.length })
            .then(async (reader) => {
              await reader.read(Buffer.alloc(100));
              await reader.close();
              return digest(bytes);
            }),
    );
    expect(new Set(await Promise.all(readers))).toEqual(new Set([digest(bytes)]));
    await storage.close();
  });

  it("loses and mixes nothing, whatever happens to its requests", async () => {
    const fault: fc.Arbitrary<S3Fault> = fc.oneof(
      { weight: 5, arbitrary: fc.constant("none" as const) },
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          "reset" as const,
          "answer-lost" as const,
          "cut-request" as const,
          "cut-answer" as const,
          "status-500" as const,
          "status-503" as const,
        ),
      },
    );
    const lengths = fc.array(fc.integer({ min: 1, max: 3 * MEBIBYTE }), {
      minLength: 1,
      maxLength: 5,
    });
    const faults = fc.infiniteStream(fault);
    await fc.assert(
      fc.asyncProperty(lengths, faults, async (pieces, stream) => {
        const proxy = await openS3FaultProxy(server.endpoint, () => stream.next().value ?? "none");
        const storage = open({ ...server.setting(), endpoint: proxy.endpoint });
        const bytes = randomBytes(pieces.reduce((sum, length) => sum + length, 0));
        let epoch = -1;
        let stored = 0;
        /** As a sender does: after a failure it asks how far it got, and goes on there. */
        const persist = async <Result>(call: () => Promise<Result>): Promise<Result> => {
          for (let tries = 0; ; tries += 1) {
            try {
              return await call();
            } catch (error) {
              if (!isUploadPostError(error) || tries === 50) throw error;
            }
          }
        };
        for (const length of pieces) {
          const end = stored + length;
          await persist(async () => {
            epoch += 1;
            const part = { id: "med_a", epoch };
            stored = Math.min(stored, await storage.partBytes("med_a"));
            const writer =
              stored === 0
                ? await storage.createPart(part)
                : await storage.continuePart(part, { offsetBytes: stored, releasedEpoch: null });
            try {
              await write(writer, bytes.subarray(stored, end));
            } finally {
              stored = writer.storedBytes();
            }
          });
        }
        const file = { id: "med_a", epoch };
        await persist(() => storage.finish(file));
        const read = await persist(() => digestStoredFile(storage, file, bytes.length));
        expect(read).toBe(digest(bytes));
        await persist(() => storage.remove("med_a"));
        await storage.close();
        await proxy.close();
        const left = [];
        for await (const one of open(server.setting()).list()) left.push(one);
        expect(left).toEqual([]);
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});

async function write(writer: MediaWriter, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength; at += MEBIBYTE) {
    await writer.append([bytes.subarray(at, at + MEBIBYTE)]);
  }
  await writer.flush();
  await writer.close();
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
