import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTiktokSandbox, type TiktokSandbox } from "../src/index";
import { createSyntheticVideo, padMp4 } from "./synthetic-video";
import { createTiktokClient, fileSource } from "./tiktok-client";

describe("the main path", () => {
  let sandbox: TiktokSandbox;

  beforeEach(async () => {
    sandbox = await startTiktokSandbox({ clock: "manual" });
  });

  afterEach(() => sandbox.close());

  it("connects an account, posts a video of several chunks directly, and tells its id", async () => {
    const client = createTiktokClient(sandbox);
    const { access } = await client.connect();
    const creator = await client.creatorInfo(access);
    expect(creator.json.data.creator_nickname).toBe("Ada Public");

    const video = padMp4(await createSyntheticVideo(), 12_345_678);
    const init = await client.initDirect(access, {
      info: { privacy_level: "PUBLIC_TO_EVERYONE" },
      source: fileSource(video.length, 5_242_880, 2),
    });
    expect(init.status).toBe(200);
    const { publish_id: publishId, upload_url: url } = init.json.data;
    const first = await client.put(url, video.subarray(0, 5_242_880), { total: video.length });
    const second = await client.put(url, video.subarray(5_242_880), {
      first: 5_242_880,
      total: video.length,
    });
    expect([first.status, second.status]).toEqual([206, 201]);

    await sandbox.advance(60_000);
    const status = await client.status(access, publishId);
    expect(status.json.data.status).toBe("PUBLISH_COMPLETE");
    const [task] = sandbox.inspect.tasks();
    expect(status.text).toContain(`[${task?.posts[0]?.id}]`);
    expect(task?.media[0]?.sha256).toBe(createHash("sha256").update(video).digest("hex"));
    expect((await readFile(task?.media[0]?.path ?? "")).equals(video)).toBe(true);
    expect(sandbox.inspect.commits()).toHaveLength(1);
  });

  it("delivers a video to the inbox", async () => {
    const client = createTiktokClient(sandbox);
    const { access } = await client.connect({ username: "ben.private" });
    const video = await createSyntheticVideo({ container: "webm", codec: "vp9" });
    const init = await client.initInbox(access, fileSource(video.length));
    await client.put(init.json.data.upload_url, video);
    await sandbox.advance(60_000);
    const status = await client.status(access, init.json.data.publish_id);
    expect(status.json.data.status).toBe("SEND_TO_USER_INBOX");
  });
});
