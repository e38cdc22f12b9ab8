import type { MediaReader } from "@upload-post/core/connector";

const CHUNK_BYTES = 256 * 1024;

/** A reader as the body of a response: read as the client takes it, closed when it is done or gone. */
export function mediaStream(reader: MediaReader): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const buffer = new Uint8Array(CHUNK_BYTES);
          const count = await reader.read(buffer);
          if (count > 0) return controller.enqueue(buffer.subarray(0, count));
          await reader.close();
          controller.close();
        } catch (error) {
          await reader.close();
          throw error;
        }
      },
      cancel: () => reader.close(),
    },
    { highWaterMark: 1 },
  );
}
