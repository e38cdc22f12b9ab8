/**
 * Runs in a worker thread, so that a hostile file can neither block nor kill the gateway. It has no
 * way to the file but to ask for bytes. It imports no file of ours: it is started by its path, from
 * the sources as well as from the built server.
 */
import { parentPort, workerData } from "node:worker_threads";
import {
  CustomSource,
  EncodedPacketSink,
  Input,
  type InputVideoTrack,
  MP4,
  QTFF,
  WEBM,
} from "mediabunny";
import type { VideoProbeBytes, VideoProbeMessage, VideoProbeOrder } from "./video-probe-message";

/** 10 s of a video with 60 frames a second: enough for its rate without reading every index entry. */
const FRAMES_FOR_RATE = 600;
const CACHE_BYTES = 8 * 1024 * 1024;

const port = parentPort;
if (port === null) throw new Error("The video probe runs in a worker thread only.");
const say = (message: VideoProbeMessage): void => port.postMessage(message);

const order: VideoProbeOrder = workerData;
const waiting = new Map<number, (bytes: VideoProbeBytes["bytes"]) => void>();
let reads = 0;

port.on("message", ({ id, bytes }: VideoProbeBytes) => {
  waiting.get(id)?.(bytes);
  waiting.delete(id);
});

say({ kind: "started" });
try {
  say(await probe());
} catch {
  // What a parser says about a hostile file is of no use to its sender; that it failed is.
  say({ kind: "unreadable" });
}
port.close();

async function probe(): Promise<VideoProbeMessage> {
  using input = new Input({
    source: new CustomSource({
      getSize: () => order.sizeBytes,
      read,
      maxCacheSize: CACHE_BYTES,
      prefetchProfile: "fileSystem",
    }),
    formats: [MP4, QTFF, WEBM],
  });
  const video = await input.getPrimaryVideoTrack();
  if (video === null) return { kind: "no-picture" };
  const audio = await input.getPrimaryAudioTrack();
  // The last picture is really read: an index that points behind the end of the file is a broken file.
  const last = await new EncodedPacketSink(video).getPacket(Number.POSITIVE_INFINITY);
  if (last === null) return { kind: "unreadable" };
  return {
    kind: "facts",
    facts: {
      durationSeconds: await input.computeDuration(),
      widthPixels: await video.getDisplayWidth(),
      heightPixels: await video.getDisplayHeight(),
      frameRate: await frameRate(video),
      videoCodec: await video.getCodec(),
      audioCodec: (await audio?.getCodec()) ?? null,
    },
  };
}

async function frameRate(video: InputVideoTrack): Promise<number | null> {
  const { averagePacketRate } = await video.computePacketStats(FRAMES_FOR_RATE);
  return Number.isFinite(averagePacketRate) && averagePacketRate > 0 ? averagePacketRate : null;
}

async function read(start: number, end: number): Promise<Uint8Array> {
  const id = reads++;
  const bytes = await new Promise<VideoProbeBytes["bytes"]>((resolve) => {
    waiting.set(id, resolve);
    say({ kind: "read", id, start, end });
  });
  if (bytes === null) throw new RangeError("The video asks for too many bytes.");
  return bytes;
}
