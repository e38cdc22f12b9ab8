import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type PullScene, verifyDomain, withMedia } from "../../test/pull-scene";
import { createJpeg } from "../../test/synthetic-photo";
import { createSyntheticVideo } from "../../test/synthetic-video";
import { pullSource } from "../../test/tiktok-client";

const URL_OF_VIDEO = "https://media.example.com/v.mp4";

/** Starts a pull and answers its status once it has settled. */
async function pull({ sandbox, client }: PullScene, url = URL_OF_VIDEO) {
  const { access } = await client.connect();
  const init = await client.initDirect(access, { source: pullSource(url) });
  expect(init.json.error.code).toBe("ok");
  await sandbox.settle();
  await sandbox.advance(5_000);
  return (await client.status(access, init.json.data.publish_id)).json.data;
}

const failed = { fail_reason: "video_pull_failed", status: "FAILED" };

describe("pulling", () => {
  it("fetches a video and publishes it", async () => {
    const video = await createSyntheticVideo();
    await withMedia({ "/v.mp4": video }, async (scene) => {
      expect(await pull(scene)).toEqual({
        status: "PUBLISH_COMPLETE",
        publicaly_available_post_id: [],
        downloaded_bytes: video.length,
      });
      const [task] = scene.sandbox.inspect.tasks();
      expect(task?.media[0]?.sha256).toBe(createHash("sha256").update(video).digest("hex"));
      expect(scene.sandbox.inspect.commits()).toMatchObject([{ cause: "pull-init" }]);
    });
  });

  it("fails a pull over http", async () => {
    await withMedia({ "/v.mp4": await createSyntheticVideo() }, async (scene) => {
      expect(await pull(scene, "http://media.example.com/v.mp4")).toEqual(failed);
      expect(scene.host.asked).toEqual([]);
    });
  });

  it("fails a pull that is redirected", async () => {
    const video = await createSyntheticVideo();
    for (const status of [301, 302, 307, 308]) {
      await withMedia(
        {
          "/v.mp4": (_, response) => {
            response.writeHead(status, { location: "https://media.example.com/real.mp4" }).end();
          },
          "/real.mp4": video,
        },
        async (scene) => {
          expect(await pull(scene)).toEqual(failed);
          expect(scene.host.asked).toEqual(["/v.mp4"]);
        },
      );
    }
  });

  it("fails a pull that is not found or breaks off", async () => {
    await withMedia({}, async (scene) => expect(await pull(scene)).toEqual(failed));
    await withMedia(
      {
        "/v.mp4": (_, response) => {
          response.writeHead(200, { "content-length": 1000 });
          response.write("half", () => response.destroy());
        },
      },
      async (scene) => expect(await pull(scene)).toEqual(failed),
    );
  });

  it("fails a pull after an hour", () =>
    withMedia({ "/v.mp4": () => undefined }, async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const init = await client.initDirect(access, { source: pullSource(URL_OF_VIDEO) });
      await sandbox.advance(3_599_999);
      const statusOf = async () =>
        (await client.status(access, init.json.data.publish_id)).json.data;
      expect((await statusOf()).status).toBe("PROCESSING_DOWNLOAD");
      await sandbox.advance(1);
      expect(await statusOf()).toEqual(failed);
    }));

  it("reports the bytes of a pull while it runs", async () => {
    const sent: (() => void)[] = [];
    await withMedia(
      {
        "/v.mp4": (_, response) => {
          response.writeHead(200, { "content-length": 2000 });
          response.write(Buffer.alloc(1000), () =>
            sent.push(() => response.end(Buffer.alloc(1000))),
          );
        },
      },
      async ({ sandbox, client }) => {
        const { access } = await client.connect();
        const init = await client.initDirect(access, { source: pullSource(URL_OF_VIDEO) });
        const statusOf = async () => {
          await sandbox.advance(10_000);
          return (await client.status(access, init.json.data.publish_id)).json.data;
        };
        // The bytes arrive when the operating system says so; every look costs sandbox time only.
        let status = await statusOf();
        while (status.downloaded_bytes !== 1000) status = await statusOf();
        expect(status).toEqual({ status: "PROCESSING_DOWNLOAD", downloaded_bytes: 1000 });
        for (const finish of sent) finish();
        await sandbox.settle();
        expect(sandbox.inspect.tasks()[0]?.downloadedBytes).toBe(2000);
      },
    );
  });

  it("fails a carousel with photo_pull_failed when one image is missing", () =>
    withMedia({ "/1.jpg": createJpeg(800, 800) }, async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const images = ["https://media.example.com/1.jpg", "https://media.example.com/2.jpg"];
      const init = await client.initPhoto(access, { source: { photo_images: images } });
      await sandbox.settle();
      const status = await client.status(access, init.json.data.publish_id);
      expect(status.json.data).toEqual({ fail_reason: "photo_pull_failed", status: "FAILED" });
    }));

  it("pulls from plain http on loopback only with the switch", async () => {
    await withMedia(
      { "/v.mp4": await createSyntheticVideo() },
      async (scene) => {
        const { sandbox, host } = scene;
        const prefix = `${host.origin}/`;
        const proof = sandbox.urlProperties.addPrefix("awsandboxweb0001", prefix);
        expect(proof.fileUrl).toBe(`${prefix}${proof.fileName}`);
        await verifyDomain(scene, "media.example.com");
        await expect(sandbox.urlProperties.verify("awsandboxweb0001", prefix)).rejects.toThrow(
          "signature",
        );
        const offLoopback = await pull(scene, "http://media.example.com/v.mp4");
        expect(offLoopback).toEqual(failed);
      },
      { loopback: "allow" },
    );
  });
});
