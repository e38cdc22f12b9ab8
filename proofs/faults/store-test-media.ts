import { readFile } from "node:fs/promises";
import { makeLargeVideo, mediaFile } from "@upload-post/test-media";
import type { FaultWorld } from "./fault-world";

/** Media that every case of a run posts. */
export type StoredMedia = {
  readonly video: string;
  readonly largeVideo: string;
  readonly photos: readonly string[];
};

/** Just above what TikTok takes in one chunk: six chunks. */
const largeBytes = 64_000_001;

/** Stores them through the gateway's API. */
export async function storeTestMedia({
  directory,
  gateway,
  adminKey,
}: FaultWorld): Promise<StoredMedia> {
  const store = async ({ path, type }: { path: string; type: string }): Promise<string> => {
    const response = await gateway.app.request("/v1/media", {
      method: "POST",
      headers: { Authorization: `Bearer ${adminKey}`, "Content-Type": type },
      body: new Uint8Array(await readFile(path)),
    });
    const body = (await response.json()) as { id: string };
    if (response.status !== 201) throw new Error(`Not stored: ${JSON.stringify(body)}`);
    return body.id;
  };
  return {
    video: await store(mediaFile("vertical-h264-aac.mp4")),
    largeVideo: await store(await makeLargeVideo({ sizeBytes: largeBytes, directory })),
    photos: [await store(mediaFile("photo-portrait.jpg")), await store(mediaFile("photo.webp"))],
  };
}
