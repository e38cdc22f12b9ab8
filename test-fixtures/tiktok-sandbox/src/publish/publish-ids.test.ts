import { describe, expect, it } from "vitest";
import { withMedia } from "../../test/pull-scene";
import { pullSource } from "../../test/tiktok-client";

describe("what an init answers", () => {
  it("gives publish ids of the documented shapes", () =>
    withMedia({}, async ({ client, sandbox }) => {
      const { access } = await client.connect();
      const pull = pullSource("https://media.example.com/v.mp4");
      const images = { source: { photo_images: ["https://media.example.com/1.jpg"] } };
      const draft = { ...images, top: { post_mode: "MEDIA_UPLOAD" } };
      const ids: string[] = [];
      for (const answer of [
        await client.initDirect(access),
        await client.initDirect(access, { source: pull }),
        await client.initInbox(access),
        await client.initInbox(access, pull),
        await client.initPhoto(access, images),
        await client.initPhoto(access, draft),
      ]) {
        ids.push(answer.json.data.publish_id);
      }
      await sandbox.settle();
      expect(ids.map((id) => id.replace(/\d{19}$/, "#"))).toEqual([
        "v_pub_file~v2-1.#",
        "v_pub_url~v2-1.#",
        "v_inbox_file~v2.#",
        "v_inbox_url~v2.#",
        "p_pub_url~v2.#",
        "p_pub_url~v2.#",
      ]);
      expect(Math.max(...ids.map((id) => id.length))).toBeLessThanOrEqual(64);
      expect(new Set(ids).size).toBe(6);
    }));

  it("gives an upload URL of at most 256 characters for a file, and none for a pull", () =>
    withMedia({}, async ({ client, sandbox }) => {
      const { access } = await client.connect();
      const file = await client.initDirect(access);
      expect(file.json.data.upload_url.startsWith(`${sandbox.uploadOrigin}/video/?`)).toBe(true);
      expect(file.json.data.upload_url.length).toBeLessThanOrEqual(256);
      const source = pullSource("https://media.example.com/v.mp4");
      const pull = await client.initDirect(access, { source });
      expect(Object.keys(pull.json.data)).toEqual(["publish_id"]);
      await sandbox.settle();
    }));
});
