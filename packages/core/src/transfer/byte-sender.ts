import type { ByteRange, MediaSource } from "../connector";

/** One request whose body is a range of a media, between an optional prefix and suffix. */
export type ByteRequest = {
  readonly url: string;
  readonly method: string;
  /** Complete, apart from `content-length`, which the sender sets. */
  readonly headers: Readonly<Record<string, string>>;
  readonly source: MediaSource;
  readonly range: ByteRange;
  /** Sent before the range (the opening of a multipart form); empty for a raw body. */
  readonly prefix: Uint8Array;
  /** Sent after the range. */
  readonly suffix: Uint8Array;
  readonly signal: AbortSignal;
  /** Told after each write how many bytes of the range went to the socket. */
  readonly onBytesSent: (lengthBytes: number) => void;
};

/** What came back. */
export type ByteResponse = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The first 64 KiB as text. */
  readonly body: string;
};

/**
 * Carries media bytes: the hot path of the product, injected so that hosts and tests can replace it.
 *
 * Memory must not grow with the range. It sends once and never retries.
 */
export interface ByteSender {
  /**
   * @throws PlatformUnavailableError with `effect: "none"` when nothing was sent (refused, no such
   * host, no TLS), with `effect: "possible"` when the connection broke or stalled afterwards.
   * @throws MediaRejectedError with rule `source_changed` when the source ends early.
   * @throws StorageUnavailableError when the source cannot be read at the moment.
   * @throws PlatformContractError when the URL or a header cannot be sent at all.
   */
  send(request: ByteRequest): Promise<ByteResponse>;
  /** Closes idle connections. */
  close(): void;
}
