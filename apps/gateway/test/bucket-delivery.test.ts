import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeLargeVideo } from "@upload-post/test-media";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PostBody, postSchema } from "../src/posts/post-body";
import { until } from "./create-test-media";
import { type EndToEnd, startEndToEnd } from "./end-to-end";
import { openS3FaultProxy, type S3Fault, type S3FaultProxy } from "./s3-fault-proxy";
import { openS3Server, type S3Server } from "./s3-server";

describe("a delivery of media in a bucket", () => {
  let s3: S3Server;
  let proxy: S3FaultProxy;
  let test: EndToEnd;
  let connection = "";
  let directory = "";
  let fault: S3Fault = "none";
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "upload-post-bucket-"));
    s3 = await openS3Server();
    proxy = await openS3FaultProxy(s3.endpoint, () => fault);
    const { bucket, accessKeyId, secretAccessKey } = s3.setting();
    test = await startEndToEnd({
      environment: {
        MEDIA_S3_ENDPOINT: proxy.endpoint,
        MEDIA_S3_BUCKET: bucket,
        MEDIA_S3_ACCESS_KEY_ID: accessKeyId,
        MEDIA_S3_SECRET_ACCESS_KEY: secretAccessKey.reveal(),
      },
    });
    connection = await test.connect();
  });
  afterAll(async () => {
    await test.close();
    await proxy.close();
    await s3.close();
    await rm(directory, { recursive: true, force: true });
  });

  it("waits while the bucket fails, and then brings every byte", async () => {
    const large = await makeLargeVideo({ sizeBytes: 30_000_001, directory, content: "random" });
    const media = await test.api.upload(large, () => undefined);
    fault = "status-503";
    const post: PostBody = postSchema.parse(
      await test.api.post("/v1/posts", {
        media: [media.id],
        targets: [{ connection, mode: "draft" }],
      }),
    );
    await until(async () => {
      const { deliveries } = postSchema.parse(await test.api.get(`/v1/posts/${post.id}`));
      return deliveries.some(({ status }) => status === "waiting");
    });
    // The bucket comes back, and from now on loses every third answer half way.
    let requests = 0;
    fault = "none";
    const stop = setInterval(() => {
      requests += 1;
      fault = requests % 3 === 0 ? "cut-answer" : "none";
    }, 5);
    const done = await test.follow(post.id, ["in_inbox", "failed"]);
    clearInterval(stop);
    expect(done.deliveries[0]).toMatchObject({ status: "in_inbox" });
    expect(test.sandbox.inspect.tasks().at(-1)?.media).toMatchObject([
      { sizeBytes: 30_000_001, sha256: media.sha256 },
    ]);
  });
});
