import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mediaFile } from "@upload-post/test-media";

/** A file that no other post of the proof has, so that what the platform holds says whose it is. */
export type UniqueMedia = {
  readonly bytes: Buffer;
  readonly type: string;
  readonly sha256: string;
};

const video = readFileSync(mediaFile("vertical-h264-aac.mp4").path);
const photo = readFileSync(mediaFile("photo-portrait.jpg").path);

/** The same video with a `free` box behind it, which players skip; of `sizeBytes` at least. */
export function uniqueVideo(label: string, sizeBytes = 0): UniqueMedia {
  const text = Buffer.from(label);
  const content = Buffer.alloc(Math.max(text.length, sizeBytes - video.length - 8));
  text.copy(content);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(content.length + 8);
  header.write("free", 4, "latin1");
  return media(Buffer.concat([video, header, content]), "video/mp4");
}

/** The same photo with a comment in front, which viewers skip. */
export function uniquePhoto(label: string): UniqueMedia {
  const text = Buffer.from(label);
  const header = Buffer.from([0xff, 0xfe, 0, 0]);
  header.writeUInt16BE(text.length + 2, 2);
  return media(
    Buffer.concat([photo.subarray(0, 2), header, text, photo.subarray(2)]),
    "image/jpeg",
  );
}

function media(bytes: Buffer, type: string): UniqueMedia {
  return { bytes, type, sha256: createHash("sha256").update(bytes).digest("hex") };
}
