import type { MediaReader, MediaSource } from "../src/connector";
import { createBytesMediaSource } from "../src/media";
import type { ByteRequest } from "../src/transfer";

/** A request for the whole of `bytes`; what a test is about it overrides. */
export function byteRequest(
  url: string,
  bytes: Uint8Array,
  overrides: Partial<ByteRequest> = {},
): ByteRequest {
  return {
    url,
    method: "PUT",
    headers: { "content-type": "video/mp4" },
    source: createBytesMediaSource({ bytes, type: "video/mp4" }),
    range: { offsetBytes: 0, lengthBytes: bytes.byteLength },
    prefix: new Uint8Array(0),
    suffix: new Uint8Array(0),
    signal: new AbortController().signal,
    onBytesSent: () => undefined,
    ...overrides,
  };
}

/** A source whose readers are made by `open`, and a count of how many are still open. */
export function sourceOf(
  sizeBytes: number,
  open: (offsetBytes: number) => Pick<MediaReader, "read">,
): { readonly source: MediaSource; readonly openReaders: () => number } {
  let openReaders = 0;
  const source: MediaSource = {
    facts: {
      kind: "video",
      sizeBytes,
      sha256: "0".repeat(64),
      type: "video/mp4",
      video: null,
      image: null,
    },
    async open(range) {
      openReaders += 1;
      let closed = false;
      return {
        ...open(range.offsetBytes),
        async close() {
          if (!closed) openReaders -= 1;
          closed = true;
        },
      };
    },
  };
  return { source, openReaders: () => openReaders };
}
