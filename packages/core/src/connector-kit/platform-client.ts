import ky from "ky";
import { isUploadPostError } from "../errors";
import { readBoundedText } from "./read-bounded-text";
import { requestFailure } from "./request-failure";

/** How calls are made. */
export type PlatformClientOptions = {
  /** The platform's name for people; stands in error messages. */
  readonly platformName: string;
  readonly fetch: typeof globalThis.fetch;
  /** Scheme, host and port; paths of requests are resolved against it. */
  readonly baseUrl: string;
  /** For a whole exchange, from the first byte out to the last byte in. */
  readonly timeoutMs: number;
  readonly userAgent: string;
  /** Longest answer that is read; 1 MiB when absent. */
  readonly maxBodyBytes?: number;
};

/** One call. Secrets belong into headers or the body, never into `path` or `query`. */
export type PlatformRequest = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Begins with a slash; without a query. It stands in error messages. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
  readonly signal: AbortSignal;
};

/** What came back, whatever the status: meaning is the connector's business. */
export type PlatformAnswer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The raw text, so that 64-bit numbers can be read exactly. */
  readonly body: string;
};

/** Makes API calls (never media transfers): each once, with a time limit, without following redirects. */
export interface PlatformClient {
  /**
   * @throws PlatformUnavailableError when no answer came; `effect` says whether the request may have arrived.
   * @throws PlatformContractError when the answer is longer than allowed.
   * @throws the signal's reason when the caller aborted.
   */
  send(request: PlatformRequest): Promise<PlatformAnswer>;
}

/** Makes a {@link PlatformClient}. */
export function createPlatformClient(options: PlatformClientOptions): PlatformClient {
  const { platformName, timeoutMs } = options;
  const maxBodyBytes = options.maxBodyBytes ?? 1024 * 1024;
  const http = ky.create({
    baseUrl: options.baseUrl,
    fetch: options.fetch,
    // The pipeline owns the only retry policy; a hidden repeat here could publish twice.
    retry: 0,
    timeout: timeoutMs,
    throwHttpErrors: false,
    // A redirect would carry credentials and bodies to somewhere nobody chose.
    redirect: "manual",
    headers: { "user-agent": options.userAgent, accept: "application/json" },
  });

  return {
    async send(request) {
      request.signal.throwIfAborted();
      const { method, path } = request;
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
      try {
        const response = await http(path, {
          method,
          signal,
          ...(request.query === undefined ? {} : { searchParams: { ...request.query } }),
          ...(request.headers === undefined ? {} : { headers: { ...request.headers } }),
          ...(request.body === undefined ? {} : { body: request.body }),
        });
        const body = await readBoundedText(response, maxBodyBytes);
        return { status: response.status, headers: Object.fromEntries(response.headers), body };
      } catch (error) {
        request.signal.throwIfAborted();
        if (isUploadPostError(error)) throw error;
        throw requestFailure(error, { platformName, method, path });
      }
    },
  };
}
