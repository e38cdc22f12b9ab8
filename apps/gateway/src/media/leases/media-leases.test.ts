import { mediaFile } from "@upload-post/test-media";
import { afterAll, beforeAll, expect, it } from "vitest";
import { contents, createTestMedia, type TestMedia } from "../../../test/create-test-media";
import { insertTestDelivery } from "../../../test/insert-test-delivery";
import { withDatabases } from "../../../test/test-databases";
import { randomId } from "../../access/random-id";
import type { DeliveryStatus } from "../../deliveries/delivery-status";

const DAY_MS = 24 * 60 * 60 * 1000;

withDatabases("leased media", (engine) => {
  let test: TestMedia;
  let photo: Buffer;
  beforeAll(async () => {
    test = await createTestMedia(engine);
    photo = await contents("photo-portrait.jpg");
  });
  afterAll(async () => test.close());

  /** Leases the photo and the video to a new delivery. */
  async function lease(status: DeliveryStatus = "processing") {
    const photoId = String((await test.addFile("photo-portrait.jpg")).id);
    const videoId = String((await test.addFile("vertical-h264-aac.mp4")).id);
    const deliveryId = randomId("dlv");
    const { database } = test.media.dependencies;
    await insertTestDelivery(database, { deliveryId, mediaIds: [photoId, videoId], status });
    const grant = async () => {
      const found = await test.media.ports.findMedia("default", [photoId, videoId]);
      const media = found.flatMap((item, mediaIndex) =>
        item === null ? [] : [{ mediaIndex, facts: item.facts }],
      );
      return await test.media.leases.grant({ deliveryId, media });
    };
    const leases = await grant();
    const paths = leases.map(({ url }) => new URL(url).pathname);
    return { deliveryId, photoId, grant, leases, photoUrl: `${test.origin}${paths[0]}`, paths };
  }

  it("stand under one prefix, at secret addresses with the extension of their type", async () => {
    const { leases } = await lease();
    expect(leases.map(({ mediaIndex }) => mediaIndex)).toEqual([0, 1]);
    expect(leases[0]?.url).toMatch(/^http:\/\/localhost:8787\/public\/media\/[\w-]{43}\.jpg$/);
    expect(leases[1]?.url).toMatch(/^http:\/\/localhost:8787\/public\/media\/[\w-]{43}\.mp4$/);
  });

  it("are given out by GET without a key, whole and exact", async () => {
    const { photoUrl } = await lease();
    const response = await fetch(photoUrl, { redirect: "error" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("image/jpeg");
    expect(response.headers.get("content-length")).toBe(String(photo.length));
    expect(response.headers.get("etag")).toBe(`"${mediaFile("photo-portrait.jpg").sha256}"`);
    expect(response.headers.get("accept-ranges")).toBe("bytes");
    expect(Buffer.from(await response.arrayBuffer()).equals(photo)).toBe(true);
  });

  it("answer HEAD like GET, without the bytes", async () => {
    const { photoUrl } = await lease();
    const response = await fetch(photoUrl, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("image/jpeg");
    expect(response.headers.get("content-length")).toBe(String(photo.length));
    expect(await response.text()).toBe("");
  });

  it.each([
    ["bytes=0-0", 0, 1],
    ["bytes=100-199", 100, 100],
    ["bytes=70000-", 70_000, null],
    ["bytes=-10", -10, null],
    ["bytes=0-999999999", 0, null],
  ])("give out the range %s", async (range, start, length) => {
    const { photoUrl } = await lease();
    const expected = photo.subarray(start, length === null ? undefined : start + length);
    const first = start < 0 ? photo.length + start : start;
    const response = await fetch(photoUrl, { headers: { Range: range } });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(
      `bytes ${first}-${first + expected.length - 1}/${photo.length}`,
    );
    expect(response.headers.get("content-length")).toBe(String(expected.length));
    expect(Buffer.from(await response.arrayBuffer()).equals(expected)).toBe(true);
  });

  it("refuse a range behind the end, and give out everything for what is no single range", async () => {
    const { photoUrl } = await lease();
    const behind = await fetch(photoUrl, { headers: { Range: `bytes=${photo.length}-` } });
    expect(behind.status).toBe(416);
    expect(behind.headers.get("content-range")).toBe(`bytes */${photo.length}`);
    for (const range of ["bytes=0-1,5-6", "lines=1-2", "bytes=5-2", "bytes=-"]) {
      const response = await fetch(photoUrl, { headers: { Range: range } });
      expect(response.status).toBe(200);
      await response.arrayBuffer();
    }
    const headers = { Range: "bytes=0-9", "If-Range": '"another"' };
    expect((await fetch(photoUrl, { headers })).status).toBe(200);
  });

  it("stay at their address when they are granted again, and live longer", async () => {
    const { grant, leases, photoUrl } = await lease();
    test.gateway.clock.advance(DAY_MS - 1000);
    expect(await grant()).toEqual(leases);
    test.gateway.clock.advance(DAY_MS - 1000);
    expect((await fetch(photoUrl, { method: "HEAD" })).status).toBe(200);
  });

  it("are different for every delivery, and not in clear in the database", async () => {
    const one = await lease();
    const other = await lease();
    expect(new Set([...one.paths, ...other.paths]).size).toBe(4);
    const { database } = test.media.dependencies;
    const rows = JSON.stringify(
      await database.kysely.selectFrom("media_leases").selectAll().execute(),
    );
    for (const path of one.paths) {
      expect(rows).not.toContain(/([\w-]{43})\./.exec(path)?.[1] ?? "no token");
    }
  });

  it("end when the delivery gives them back, as often as it likes", async () => {
    const { deliveryId, photoUrl } = await lease();
    await test.media.leases.release(deliveryId);
    await test.media.leases.release(deliveryId);
    expect((await fetch(photoUrl)).status).toBe(404);
  });

  it("end by themselves after a day, and with their media", async () => {
    const expiring = await lease();
    test.gateway.clock.advance(DAY_MS);
    expect((await fetch(expiring.photoUrl)).status).toBe(404);
    const deleted = await lease("published");
    await test.gateway.request(`/v1/media/${deleted.photoId}`, { method: "DELETE" });
    expect((await fetch(deleted.photoUrl)).status).toBe(404);
  });

  it("are at no other address", async () => {
    const { photoUrl } = await lease();
    const others = [
      photoUrl.replace(".jpg", ".mp4"),
      photoUrl.replace(".jpg", ""),
      `${photoUrl}.jpg`,
    ];
    for (const url of [
      ...others,
      `${test.origin}/public/media/`,
      `${test.origin}/public/media/x.jpg`,
    ]) {
      expect((await fetch(url)).status).toBe(404);
    }
  });
});
