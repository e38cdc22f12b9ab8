import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from "mediabunny";

/** What a made-up video claims to be; its pictures are noise, its container is sound. */
export interface SyntheticVideo {
  readonly container?: "mp4" | "mov" | "webm" | "mkv";
  readonly codec?: "avc" | "hevc" | "vp8" | "vp9" | "av1";
  readonly width?: number;
  readonly height?: number;
  readonly frameRate?: number;
  readonly seconds?: number;
}

const formats = {
  mp4: () => new Mp4OutputFormat(),
  mov: () => new MovOutputFormat(),
  webm: () => new WebMOutputFormat(),
  mkv: () => new MkvOutputFormat(),
};

const codecStrings = {
  avc: "avc1.42001f",
  hevc: "hvc1.1.6.L93.B0",
  vp8: "vp8",
  vp9: "vp09.00.31.08",
  av1: "av01.0.04M.08",
};

// A parameter set record is kept as it is by the muxer; readers of the container do not decode it.
const avcDescription = Buffer.from("0142001fffe100046742001f01000268ce", "hex");

/** Makes a small video file of these properties, the same bytes every time. */
export async function createSyntheticVideo(video: SyntheticVideo = {}): Promise<Buffer> {
  const {
    container = "mp4",
    codec = "avc",
    width = 540,
    height = 960,
    frameRate = 30,
    seconds = 4,
  } = video;
  const target = new BufferTarget();
  const output = new Output({ format: formats[container](), target });
  const source = new EncodedVideoPacketSource(codec);
  output.addVideoTrack(source, { frameRate });
  await output.start();
  const decoderConfig: VideoDecoderConfig = {
    codec: codecStrings[codec],
    codedWidth: width,
    codedHeight: height,
    ...(codec === "avc" || codec === "hevc" ? { description: avcDescription } : {}),
  };
  const frames = Math.round(frameRate * seconds);
  for (let frame = 0; frame < frames; frame += 1) {
    const data = new Uint8Array([frame % 251, 2, 3, 4]);
    const type = frame % Math.max(1, Math.round(frameRate)) === 0 ? "key" : "delta";
    const packet = new EncodedPacket(data, type, frame / frameRate, 1 / frameRate);
    await source.add(packet, { decoderConfig });
  }
  await output.finalize();
  return Buffer.from(target.buffer ?? new ArrayBuffer(0));
}

/** Grows an MP4 to a size with a `free` box at its end, which every reader skips. */
export function padMp4(video: Buffer, size: number): Buffer {
  const box = Buffer.alloc(size - video.length);
  box.writeUInt32BE(box.length, 0);
  box.write("free", 4, "latin1");
  return Buffer.concat([video, box]);
}
