import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { describe, expect, it } from "vitest";
import { fileSource } from "../../test/tiktok-client";
import { expectRule, type SandboxScene, withSandbox } from "../../test/with-sandbox";
import type { RuleId } from "../rules/rule-matrix";

const MIB = 1_048_576;

async function open(scene: SandboxScene, source: object = fileSource(12 * MIB, 5 * MIB, 2)) {
  const { access } = await scene.client.connect();
  const init = await scene.client.initDirect(access, { source });
  const { upload_url: url, publish_id: publishId } = init.json.data;
  return { access, url: url as string, publishId: publishId as string };
}

/** Sends headers and part of a body over a bare connection, then cuts it. */
function sendBroken(url: string, headers: Record<string, string>, part: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const request = httpRequest(url, { method: "PUT", headers });
    request.once("error", () => undefined);
    request.once("close", resolve);
    request.write(part, () => request.destroy());
  });
}

const badHeaders: { title: string; headers: Record<string, string>[]; rule: RuleId }[] = [
  {
    title: "answers 400 for another content type",
    headers: [{ "content-type": "application/octet-stream" }, { "content-type": "video/avi" }],
    rule: "upload.content_type",
  },
  {
    title: "answers 400 for a malformed range",
    headers: [
      { "content-range": "bytes=0-9/10" },
      { "content-range": "bytes 0-9" },
      { "content-range": "bytes 0-9/*" },
      { "content-range": "bytes 9-0/10" },
      { "content-range": "bytes 0-10/10" },
    ],
    rule: "upload.content_range_shape",
  },
  {
    title: "answers 400 when length and range disagree",
    headers: [{ "content-range": "bytes 0-8/10" }],
    rule: "upload.content_length_matches",
  },
];

describe("the upload host", () => {
  it("answers the worked sample of the guide with 206, 206, 206, 206, 201", () =>
    withSandbox(async (scene) => {
      const video = randomBytes(50_000_123);
      const { url, publishId } = await open(scene, fileSource(video.length, 10_000_000, 5));
      const answers: [number, string | null][] = [];
      for (let chunk = 0; chunk < 5; chunk += 1) {
        const first = chunk * 10_000_000;
        const last = chunk === 4 ? video.length : first + 10_000_000;
        const answer = await scene.client.put(url, video.subarray(first, last), {
          first,
          total: video.length,
        });
        answers.push([answer.status, answer.headers.get("content-range")]);
      }
      expect(answers).toEqual([
        [206, "bytes 0-10000000/50000123"],
        [206, "bytes 0-20000000/50000123"],
        [206, "bytes 0-30000000/50000123"],
        [206, "bytes 0-40000000/50000123"],
        [201, "bytes 0-50000123/50000123"],
      ]);
      expect(scene.sandbox.inspect.commits()).toMatchObject([{ publishId, cause: "last-chunk" }]);
    }));

  it("keeps exactly the bytes that were sent", () =>
    withSandbox(async (scene) => {
      for (const size of [1, 1000, MIB + 1, 5 * MIB - 1]) {
        const video = randomBytes(size);
        const { url } = await open(scene, fileSource(size));
        expect((await scene.client.put(url, video)).status).toBe(201);
        await scene.sandbox.settle();
        const media = scene.sandbox.inspect.tasks().at(-1)?.media[0];
        expect(media?.sizeBytes).toBe(size);
        expect(media?.sha256).toBe(createHash("sha256").update(video).digest("hex"));
        expect((await readFile(media?.path ?? "")).equals(video)).toBe(true);
      }
    }));

  it("answers 405 to anything but PUT", () =>
    withSandbox(async (scene) => {
      const { url } = await open(scene);
      for (const method of ["GET", "POST", "HEAD"]) {
        expect((await fetch(url, { method })).status).toBe(405);
        expectRule(scene.sandbox, "upload.put_only");
      }
    }));

  it("answers 404 for an unknown upload id and for a wrong token", () =>
    withSandbox(async (scene) => {
      const { url } = await open(scene, fileSource(1));
      const wrong = [`${url}x`, url.replace("upload_id=", "upload_id=x"), url.split("?")[0] ?? ""];
      for (const address of wrong) {
        expect((await scene.client.put(address, Buffer.from("x"))).status).toBe(404);
        expectRule(scene.sandbox, "upload.task_known");
      }
      expect((await scene.client.put(url, Buffer.from("x"))).status).toBe(201);
    }));

  it("answers 404 once the task has failed", () =>
    withSandbox(async (scene) => {
      const { url } = await open(scene, fileSource(1));
      scene.sandbox.owner.disconnectApp("ada.public", "awsandboxweb0001");
      expect((await scene.client.put(url, Buffer.from("x"))).status).toBe(404);
      expectRule(scene.sandbox, "upload.task_alive");
    }));

  it("answers 403 after one hour", () =>
    withSandbox(async (scene) => {
      const { url } = await open(scene);
      await scene.sandbox.advance(3_599_999);
      const chunk = Buffer.alloc(5 * MIB);
      expect((await scene.client.put(url, chunk, { total: 12 * MIB })).status).toBe(206);
      await scene.sandbox.advance(1);
      expect((await scene.client.put(url, chunk, { total: 12 * MIB })).status).toBe(403);
      expectRule(scene.sandbox, "upload.url_expires");
      expect(scene.sandbox.inspect.commits()).toEqual([]);
    }));

  it("takes chunks after the access token expired", () =>
    withSandbox(
      async (scene) => {
        const { access, url } = await open(scene, fileSource(1));
        await scene.sandbox.advance(60_000);
        expect((await scene.client.creatorInfo(access)).status).toBe(401);
        expect((await scene.client.put(url, Buffer.from("x"))).status).toBe(201);
      },
      { switches: { accessTokenSeconds: 60 } },
    ));

  for (const { title, headers, rule } of badHeaders) {
    it(title, () =>
      withSandbox(async (scene) => {
        const { url } = await open(scene, fileSource(10));
        for (const changes of headers) {
          const answer = await scene.client.put(url, Buffer.alloc(10), { headers: changes });
          expect(answer.status).toBe(400);
          expectRule(scene.sandbox, rule);
        }
      }),
    );
  }

  it("answers 400 for chunked transfer encoding", () =>
    withSandbox(async (scene) => {
      const { url } = await open(scene, fileSource(10));
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const request = httpRequest(url, {
          method: "PUT",
          headers: { "content-type": "video/mp4", "content-range": "bytes 0-9/10" },
        });
        request.once("error", reject);
        request.once("response", (response) => resolve(response.resume().statusCode));
        request.write(Buffer.alloc(5));
        request.end(Buffer.alloc(5));
      });
      expect(status).toBe(400);
      expectRule(scene.sandbox, "upload.content_length_required");
    }));

  it("keeps nothing of a chunk whose connection breaks", () =>
    withSandbox(async (scene) => {
      const video = randomBytes(12 * MIB);
      const { url } = await open(scene);
      await sendBroken(
        url,
        {
          "content-type": "video/mp4",
          "content-length": String(5 * MIB),
          "content-range": `bytes 0-${5 * MIB - 1}/${12 * MIB}`,
        },
        Buffer.alloc(3 * MIB, 7),
      );
      expect(scene.sandbox.inspect.uploads()[0]?.receivedBytes).toBe(0);
      const first = video.subarray(0, 5 * MIB);
      const rest = video.subarray(5 * MIB);
      expect((await scene.client.put(url, first, { total: video.length })).status).toBe(206);
      const last = await scene.client.put(url, rest, { first: 5 * MIB, total: video.length });
      expect(last.status).toBe(201);
      await scene.sandbox.settle();
      const media = scene.sandbox.inspect.tasks()[0]?.media[0];
      expect(media?.sha256).toBe(createHash("sha256").update(video).digest("hex"));
    }));

  it("answers 416 for another total", () =>
    withSandbox(async (scene) => {
      const { url } = await open(scene);
      const answer = await scene.client.put(url, Buffer.alloc(5 * MIB), { total: 12 * MIB + 1 });
      expect(answer.status).toBe(416);
      expectRule(scene.sandbox, "upload.total_matches");
    }));

  it("answers 416 for a gap and for an overlap", () =>
    withSandbox(async (scene) => {
      const { url } = await open(scene);
      const chunk = Buffer.alloc(5 * MIB);
      const total = 12 * MIB;
      expect((await scene.client.put(url, chunk, { first: 5 * MIB, total })).status).toBe(416);
      expectRule(scene.sandbox, "upload.sequential");
      expect((await scene.client.put(url, chunk, { total })).status).toBe(206);
      expect((await scene.client.put(url, chunk, { first: 1, total })).status).toBe(416);
      expectRule(scene.sandbox, "upload.sequential");
    }));

  it("answers 416 for a chunk shorter than planned", () =>
    withSandbox(async (scene) => {
      const { url } = await open(scene);
      const answer = await scene.client.put(url, Buffer.alloc(MIB), { total: 12 * MIB });
      expect(answer.status).toBe(416);
      expectRule(scene.sandbox, "upload.chunk_as_planned");
    }));

  it("answers 416 to a chunk sent again, unless switched", () =>
    withSandbox(async (scene) => {
      const { url } = await open(scene);
      const total = 12 * MIB;
      const chunk = Buffer.alloc(5 * MIB);
      await scene.client.put(url, chunk, { total });
      expect((await scene.client.put(url, chunk, { total })).status).toBe(416);
      expectRule(scene.sandbox, "upload.chunk_once");
      scene.sandbox.setSwitches({ repeatedChunk: "accept" });
      expect((await scene.client.put(url, chunk, { total })).status).toBe(206);
      const rest = { first: 5 * MIB, total };
      expect((await scene.client.put(url, Buffer.alloc(7 * MIB), rest)).status).toBe(201);
      expect((await scene.client.put(url, Buffer.alloc(7 * MIB), rest)).status).toBe(201);
      expect(scene.sandbox.inspect.commits()).toHaveLength(1);
    }));

  it("tells the received bytes as a count, or as the last index by switch", () =>
    withSandbox(async (scene) => {
      scene.sandbox.setSwitches({ uploadedBytesMeaning: "last-index" });
      const { url } = await open(scene);
      const answer = await scene.client.put(url, Buffer.alloc(5 * MIB), { total: 12 * MIB });
      expect(answer.headers.get("content-range")).toBe(`bytes 0-${5 * MIB - 1}/${12 * MIB}`);
    }));

  it("leaves a task with an expired URL in processing, or fails it by switch", () =>
    withSandbox(async (scene) => {
      const first = await open(scene);
      scene.sandbox.setSwitches({ expiredUpload: "failed" });
      const second = await open(scene);
      await scene.sandbox.advance(3_600_000);
      const statusOf = async (publishId: string) =>
        (await scene.client.status(first.access, publishId)).json.data;
      expect(await statusOf(first.publishId)).toMatchObject({ status: "PROCESSING_UPLOAD" });
      expect(await statusOf(second.publishId)).toEqual({
        fail_reason: "internal",
        status: "FAILED",
      });
    }));

  it("lets a sender that lost its connection send the same chunk again while the broken one lingers", () =>
    withSandbox(async (scene) => {
      const { url } = await open(scene, fileSource(10));
      const headers = {
        "content-type": "video/mp4",
        "content-length": "10",
        "content-range": "bytes 0-9/10",
      };
      const lingering = httpRequest(url, { method: "PUT", headers });
      lingering.once("error", () => undefined);
      const closed = new Promise<void>((resolve) => lingering.once("close", () => resolve()));
      await new Promise<void>((resolve) => lingering.write(Buffer.alloc(4, 1), () => resolve()));
      const bytes = Buffer.alloc(10, 2);
      expect((await scene.client.put(url, bytes)).status).toBe(201);
      await closed;
      await scene.sandbox.settle();
      const media = scene.sandbox.inspect.tasks()[0]?.media[0];
      expect((await readFile(media?.path ?? "")).equals(bytes)).toBe(true);
    }));
});
