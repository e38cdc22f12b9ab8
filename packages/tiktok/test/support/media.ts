import { createCipheriv } from "node:crypto";
import { createBytesMediaSource, createFileMediaSource } from "@upload-post/core";
import type { MediaSource } from "@upload-post/core/connector";
import { type MediaFileName, mediaFile } from "@upload-post/test-media";

/** A committed file as media; nothing is probed, so that TikTok finds what is wrong with it. */
export function fileMedia(name: MediaFileName): Promise<MediaSource> {
  const { path, type, sha256 } = mediaFile(name);
  return createFileMediaSource({ path, type, sha256 });
}

// AES over zeros: the same bytes in every run, and no two chunks alike.
const largest = createCipheriv("aes-128-ctr", Buffer.alloc(16, 1), Buffer.alloc(16)).update(
  Buffer.alloc(80_000_000),
);

/** A "video" of up to 80,000,000 bytes: a part that is lost, doubled or moved changes the digest. */
export function syntheticVideo(sizeBytes: number): MediaSource {
  return createBytesMediaSource({ bytes: largest.subarray(0, sizeBytes), type: "video/mp4" });
}
