import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { withMedia } from "../../test/pull-scene";
import { fileSource, pullSource } from "../../test/tiktok-client";
import { type SandboxScene, withSandbox } from "../../test/with-sandbox";
import type { FaultInput } from "./fault";

const UPLOAD = "PUT /video/";
const SIZE = 16_000_000;
const CHUNK = 5_242_880;
const unprobed = { switches: { mediaChecks: "off" } } as const;

/** Sends three chunks, with one fault on the second; answers statuses (0: no answer) and bytes kept. */
async function sendWithFault({ sandbox, client }: SandboxScene, effect: FaultInput["effect"]) {
  const { access } = await client.connect();
  const init = await client.initDirect(access, { source: fileSource(SIZE, CHUNK, 3) });
  const url = init.json.data.upload_url;
  sandbox.faults.add({ target: UPLOAD, skip: 1, effect });
  const video = randomBytes(SIZE);
  const send = async (chunk: number) => {
    const bytes = video.subarray(chunk * CHUNK, chunk === 2 ? SIZE : (chunk + 1) * CHUNK);
    const sent = client.put(url, bytes, { first: chunk * CHUNK, total: SIZE });
    return (await sent.catch(() => ({ status: 0 }))).status;
  };
  const first = await send(0);
  const second = await send(1);
  const kept = sandbox.inspect.uploads()[0]?.receivedBytes;
  return { first, second, kept, send, video };
}

describe("faults of the upload host", () => {
  const harmless: FaultInput["effect"][] = [
    { kind: "answer", status: 502 },
    { kind: "drop", when: "before" },
    { kind: "drop", when: "mid" },
  ];
  for (const effect of harmless) {
    const name = effect.kind === "drop" ? `a drop (${effect.when})` : "a 502";
    it(`keeps nothing of the second chunk after ${name}, and takes it again`, () =>
      withSandbox(async (scene) => {
        const sent = await sendWithFault(scene, effect);
        expect([sent.first, sent.second]).toEqual([206, effect.kind === "drop" ? 0 : 502]);
        expect(sent.kept).toBe(CHUNK);
        expect([await sent.send(1), await sent.send(2)]).toEqual([206, 201]);
        await scene.sandbox.settle();
        const sha256 = createHash("sha256").update(sent.video).digest("hex");
        expect(scene.sandbox.inspect.tasks()[0]?.media[0]?.sha256).toBe(sha256);
      }, unprobed));
  }

  it("keeps the second chunk when only its answer is lost", () =>
    withSandbox(async (scene) => {
      const sent = await sendWithFault(scene, { kind: "drop", when: "after" });
      expect([sent.first, sent.second, sent.kept]).toEqual([206, 0, 2 * CHUNK]);
      expect([await sent.send(1), await sent.send(2)]).toEqual([416, 201]);
      expect(scene.sandbox.inspect.commits()).toHaveLength(1);
    }, unprobed));

  it("commits once when the answer to the last chunk is lost", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const init = await client.initDirect(access);
      sandbox.faults.add({ target: UPLOAD, effect: { kind: "drop", when: "after" } });
      const bytes = Buffer.from("x");
      await expect(client.put(init.json.data.upload_url, bytes)).rejects.toThrow();
      expect((await client.put(init.json.data.upload_url, bytes)).status).toBe(416);
      expect(sandbox.inspect.commits()).toHaveLength(1);
      await sandbox.advance(60_000);
      const { data } = (await client.status(access, init.json.data.publish_id)).json;
      expect(data.status).toBe("PUBLISH_COMPLETE");
    }, unprobed));
});

describe("faults of tasks", () => {
  async function post({ sandbox, client }: SandboxScene) {
    const { access, refresh } = await client.connect();
    const info = { privacy_level: "PUBLIC_TO_EVERYONE" };
    const init = await client.initDirect(access, { info });
    await client.put(init.json.data.upload_url, Buffer.from("x"));
    return async (afterMs: number) => {
      await sandbox.advance(afterMs);
      const { json } = await client
        .refresh(refresh)
        .then((answer) => (answer.json.error ? { json: { access_token: access } } : answer));
      return (await client.status(json.access_token, init.json.data.publish_id)).json.data;
    };
  }

  it("leaves a post in processing for good", () =>
    withSandbox(async (scene) => {
      scene.sandbox.faults.add({ effect: { kind: "stuck-processing" } });
      const statusAfter = await post(scene);
      expect((await statusAfter(24 * 3_600_000)).status).toBe("PROCESSING_UPLOAD");
    }, unprobed));

  it("tells the post id late, or never", () =>
    withSandbox(async (scene) => {
      scene.sandbox.faults.add({ effect: { kind: "late-post-id", ms: 3_600_000 } });
      const late = await post(scene);
      expect((await late(3_600_000)).publicaly_available_post_id).toEqual([]);
      expect((await late(1000)).publicaly_available_post_id).toHaveLength(1);
      scene.sandbox.faults.add({ effect: { kind: "no-post-id" } });
      const never = await post(scene);
      expect(await never(24 * 3_600_000)).toMatchObject({
        status: "PUBLISH_COMPLETE",
        publicaly_available_post_id: [],
      });
    }, unprobed));

  it("leaves a pull in download until its hour is over", () =>
    withMedia({ "/v.mp4": Buffer.from("v") }, async ({ sandbox, client, host }) => {
      const { access } = await client.connect();
      sandbox.faults.add({ effect: { kind: "stuck-download" } });
      const source = pullSource("https://media.example.com/v.mp4");
      const init = await client.initDirect(access, { source });
      await sandbox.advance(3_599_000);
      const statusOf = async () =>
        (await client.status(access, init.json.data.publish_id)).json.data.status;
      expect(await statusOf()).toBe("PROCESSING_DOWNLOAD");
      await sandbox.advance(1000);
      expect(await statusOf()).toBe("FAILED");
      expect(host.asked).toEqual([]);
    }));
});
