import { createSecret } from "@upload-post/core/connector";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openS3Server, type S3Server } from "../../test/s3-server";
import { examineBucket } from "./examine-bucket";

describe("the doctor looks at the bucket of media", () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await openS3Server();
  });
  afterAll(async () => server.close());

  it("and is content with one that can be written to, or with none", async () => {
    expect(await examineBucket({ dataDir: ".", mediaS3: null })).toEqual([]);
    const [finding] = await examineBucket({ dataDir: ".", mediaS3: server.setting() });
    expect(finding).toMatchObject({ level: "ok" });
  });

  it("and says what is wrong with another, without the key", async () => {
    const secretAccessKey = createSecret("canary-of-a-secret");
    const mediaS3 = { ...server.setting(), bucket: "no-such-bucket", secretAccessKey };
    const [finding] = await examineBucket({ dataDir: ".", mediaS3 });
    expect(finding).toMatchObject({ level: "problem" });
    expect(finding?.message).toContain("NoSuchBucket");
    expect(finding?.message).not.toContain("canary");
  });
});
