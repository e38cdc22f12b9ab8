import { mediaFile } from "@upload-post/test-media";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { readJson } from "../../../../test/create-test-gateway";
import { contents, createTestMedia, type TestMedia } from "../../../../test/create-test-media";
import { insertTestDelivery } from "../../../../test/insert-test-delivery";
import { openS3FaultProxy, type S3Fault, type S3FaultProxy } from "../../../../test/s3-fault-proxy";
import { openS3Server, type S3Server } from "../../../../test/s3-server";
import { withDatabases } from "../../../../test/test-databases";
import { randomId } from "../../../access/random-id";
import { sweepMedia } from "../../sweeping/sweep-media";

const { sha256, sizeBytes } = mediaFile("vertical-h264-aac.mp4");
const nothing = { files: 0, rows: 0, reservedBytes: 0 };

withDatabases("media in a bucket", (engine) => {
  let s3: S3Server;
  let proxy: S3FaultProxy;
  let test: TestMedia;
  let video: Buffer;
  let fault: S3Fault;
  beforeAll(async () => {
    s3 = await openS3Server();
    proxy = await openS3FaultProxy(s3.endpoint, () => fault);
    fault = "none";
    const { bucket, accessKeyId, secretAccessKey } = s3.setting();
    test = await createTestMedia(engine, {
      MEDIA_S3_ENDPOINT: proxy.endpoint,
      MEDIA_S3_BUCKET: bucket,
      MEDIA_S3_ACCESS_KEY_ID: accessKeyId,
      MEDIA_S3_SECRET_ACCESS_KEY: secretAccessKey.reveal(),
      MEDIA_S3_PREFIX: "gateway",
    });
    video = await contents("vertical-h264-aac.mp4");
  });
  beforeEach(() => {
    fault = "none";
  });
  afterEach(async () => {
    expect(await test.remains()).toEqual(nothing);
  });
  afterAll(async () => {
    await test.close();
    await proxy.close();
    await s3.close();
  });

  const remove = async (id: unknown) => {
    const response = await test.gateway.request(`/v1/media/${id}`, { method: "DELETE" });
    expect(response.status).toBe(204);
  };
  const link = async () => {
    const json = { size_bytes: sizeBytes, type: "video/mp4" };
    const path = "/v1/media/uploads";
    const made = await readJson(await test.gateway.request(path, { method: "POST", json }), 201);
    const url = `${test.origin}${new URL(String(made.upload_url)).pathname}`;
    return { id: made.media_id, url };
  };
  const patch = (url: string, offset: number, body: Buffer) =>
    fetch(url, {
      method: "PATCH",
      headers: {
        "Tus-Resumable": "1.0.0",
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": String(offset),
      },
      body: Uint8Array.from(body),
    });
  const offsetOf = async (url: string) =>
    Number((await fetch(url, { method: "HEAD" })).headers.get("upload-offset"));

  it("come as a body, as a form, by PUT and in pieces", async () => {
    const raw = await readJson(await test.upload(video), 201);
    const form = new FormData();
    form.set("file", new Blob([Uint8Array.from(video)], { type: "video/mp4" }), "v.mp4");
    const authorised = { Authorization: `Bearer ${test.gateway.adminKey}` };
    const sent = await fetch(`${test.origin}/v1/media`, {
      method: "POST",
      headers: authorised,
      body: form,
    });
    const formed = await readJson(sent, 201);
    const [whole, pieces] = [await link(), await link()];
    const put = await fetch(whole.url, { method: "PUT", body: Uint8Array.from(video) });
    expect(await readJson(put, 200)).toMatchObject({ status: "ready", sha256 });
    for (let at = 0; at < sizeBytes; at += 100_000) {
      expect(await offsetOf(pieces.url)).toBe(at);
      expect((await patch(pieces.url, at, video.subarray(at, at + 100_000))).status).toBe(204);
    }
    const pieced = await test.gateway.request(`/v1/media/${pieces.id}`);
    expect(await readJson(pieced, 200)).toMatchObject({ status: "ready", sha256 });
    expect([raw.sha256, formed.sha256]).toEqual([sha256, sha256]);
    expect((await test.remains()).reservedBytes).toBe(4 * sizeBytes);
    for (const id of [raw.id, formed.id, whole.id, pieces.id]) await remove(id);
  });

  it("are served to platforms by their public address, also a range of them", async () => {
    const { id } = await readJson(await test.upload(video), 201);
    const deliveryId = randomId("dlv");
    const { database } = test.media.dependencies;
    await insertTestDelivery(database, {
      deliveryId,
      mediaIds: [String(id)],
      status: "published",
    });
    const [found] = await test.media.ports.findMedia("default", [String(id)]);
    const media = found ? [{ mediaIndex: 0, facts: found.facts }] : [];
    const granted = await test.media.leases.grant({ deliveryId, media });
    const url = `${test.origin}${new URL(String(granted[0]?.url)).pathname}`;
    const all = await fetch(url);
    expect(Buffer.from(await all.arrayBuffer()).equals(video)).toBe(true);
    const some = await fetch(url, { headers: { Range: "bytes=1000-200999" } });
    expect(some.status).toBe(206);
    const bytes = Buffer.from(await some.arrayBuffer());
    expect(bytes.equals(video.subarray(1000, 201_000))).toBe(true);
    await test.media.leases.release(deliveryId);
    await remove(id);
  });

  it("are refused with 503 while the bucket cannot be reached, and nothing is kept or booked", async () => {
    fault = "reset";
    expect(await readJson(await test.upload(video), 503)).toMatchObject({
      code: "unavailable",
      retryable: true,
    });
    const ready = await fetch(`${test.origin}/readyz`);
    expect(await readJson(ready, 503)).toMatchObject({ checks: { media_store: "failed" } });
    fault = "none";
    expect((await fetch(`${test.origin}/readyz`)).status).toBe(200);
    // What could not be removed at once is removed by the sweeper.
    test.gateway.clock.advance(61_000);
    await sweepMedia(test.media.dependencies);
  });

  it("are refused with 507 while it is full", async () => {
    fault = "status-507";
    expect(await readJson(await test.upload(video), 507)).toMatchObject({ code: "storage_full" });
    fault = "none";
    test.gateway.clock.advance(61_000);
    await sweepMedia(test.media.dependencies);
  });

  it("go on where they were when the bucket comes back", async () => {
    const { id, url } = await link();
    expect((await patch(url, 0, video.subarray(0, 120_000))).status).toBe(204);
    fault = "status-500";
    expect(await readJson(await patch(url, 120_000, video.subarray(120_000)), 503)).toMatchObject({
      code: "unavailable",
    });
    fault = "none";
    expect(await offsetOf(url)).toBe(120_000);
    expect((await patch(url, 120_000, video.subarray(120_000))).status).toBe(204);
    const media = await test.gateway.request(`/v1/media/${id}`);
    expect(await readJson(media, 200)).toMatchObject({ status: "ready", sha256 });
    await remove(id);
  });
});
