import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openS3Server, type S3Server } from "../../../../test/s3-server";
import { describeMediaStorage } from "../media-storage-contract";
import { createS3Storage } from "./create-s3-storage";
import { systemS3Options } from "./s3-client";

let server: S3Server;
beforeAll(async () => {
  server = await openS3Server();
});
afterAll(async () => server.close());

describeMediaStorage("a bucket", async () => createS3Storage(server.setting(), systemS3Options));

describe("a bucket", () => {
  it("placeholder", () => expect(server.endpoint).toContain("http"));
});
