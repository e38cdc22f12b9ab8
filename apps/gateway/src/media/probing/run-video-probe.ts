import { Worker } from "node:worker_threads";
import type { VideoFacts } from "@upload-post/core/connector";
import { MediaUnreadableError } from "./media-unreadable-error";
import type { ReadRange } from "./read-range";
import type { VideoProbeLimits } from "./video-probe-limits";
import type { VideoProbeBytes, VideoProbeMessage, VideoProbeOrder } from "./video-probe-message";

/** A video on the store. */
export type VideoToProbe = { readonly sizeBytes: number; readonly read: ReadRange };

type ReadMessage = Extract<VideoProbeMessage, { kind: "read" }>;

/**
 * Probes a video in a worker thread of its own, which ends with the probe.
 *
 * @param script Where the worker's code is; tests put hostile ones there.
 * @throws MediaUnreadableError when the video cannot be read, or not within the limits.
 * @throws Error of `read`, or of a worker that did not even start.
 */
export async function runVideoProbe(
  video: VideoToProbe,
  limits: VideoProbeLimits,
  script: URL,
): Promise<VideoFacts> {
  const order: VideoProbeOrder = { sizeBytes: video.sizeBytes };
  const worker = new Worker(script, {
    workerData: order,
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytes, maxYoungGenerationSizeMb: 16 },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<VideoFacts>((resolve, reject) => {
      let hasStarted = false;
      let crash: unknown;
      const refuse = (cause?: unknown) => reject(unreadable(cause));
      const answerRead = createReadAnswers(video, limits);
      timer = setTimeout(refuse, limits.timeoutMs);
      worker.on("message", (message: VideoProbeMessage) => {
        if (message.kind === "started") hasStarted = true;
        if (message.kind === "facts") resolve(message.facts);
        if (message.kind === "unreadable") refuse();
        if (message.kind === "no-picture") reject(noPicture());
        if (message.kind === "read")
          answerRead(message).then((bytes) => send(worker, bytes), reject);
      });
      worker.on("error", (error) => {
        crash = error;
      });
      // Only now has all been heard that it said: an error overtakes messages.
      worker.on("exit", () => {
        // Out of memory or a crash of the parser is the file's doing; a worker without code is ours.
        if (hasStarted || crash === undefined) refuse(crash);
        else reject(crash);
      });
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function send(worker: Worker, answer: VideoProbeBytes): void {
  worker.postMessage(answer, answer.bytes === null ? [] : [answer.bytes.buffer]);
}

function createReadAnswers({ sizeBytes, read }: VideoToProbe, limits: VideoProbeLimits) {
  let bytesRead = 0;
  return async ({ id, start, end }: ReadMessage): Promise<VideoProbeBytes> => {
    const lengthBytes = end - start;
    bytesRead += lengthBytes;
    const isInside = start >= 0 && lengthBytes > 0 && end <= sizeBytes;
    const isTooMuch = lengthBytes > limits.maxBytesPerRead || bytesRead > limits.maxBytesRead;
    if (!isInside || isTooMuch) return { id, bytes: null };
    // A copy of its own, because it is handed over and buffers of the store may be shared.
    return { id, bytes: Uint8Array.from(await read(start, lengthBytes)) };
  };
}

function unreadable(cause: unknown): MediaUnreadableError {
  return new MediaUnreadableError(
    "The video cannot be read: its index is broken, or the file is not all there. Send the whole file, or export the video again.",
    cause === undefined ? undefined : { cause },
  );
}

function noPicture(): MediaUnreadableError {
  return new MediaUnreadableError(
    "The file has no picture track that could be shown. Send a video, not only its sound.",
  );
}
