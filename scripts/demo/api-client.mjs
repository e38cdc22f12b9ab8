import { createReadStream } from "node:fs";

/**
 * The gateway's public HTTP API, as any program would call it.
 *
 * @param {string} origin
 * @param {string} apiKey
 * @param {typeof globalThis.fetch} fetch
 */
export function createApiClient(origin, apiKey, fetch = globalThis.fetch) {
  /**
   * @param {string} method
   * @param {string} path
   * @param {{ json?: unknown, body?: ReadableStream, headers?: Record<string, string> }} details
   */
  async function call(method, path, { json, body, headers = {} } = {}) {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${apiKey}`,
        ...(json === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: json === undefined ? body : JSON.stringify(json),
      ...(body === undefined ? {} : { duplex: "half" }),
    });
    const text = await response.text();
    const answer = text === "" ? null : JSON.parse(text);
    if (!response.ok) {
      throw new Error(
        `${method} ${path} was answered ${response.status}: ${answer?.detail ?? text}`,
      );
    }
    return answer;
  }

  return {
    /** @param {string} path */
    get: (path) => call("GET", path),
    /**
     * @param {string} path
     * @param {unknown} json
     */
    post: (path, json) => call("POST", path, { json }),
    /** @param {string} path */
    delete: (path) => call("DELETE", path),
    /**
     * Stores a file, telling how far it is.
     *
     * @param {{ path: string, sizeBytes: number, type: string }} file
     * @param {(sentBytes: number) => void} onProgress
     */
    async upload(file, onProgress) {
      let sentBytes = 0;
      async function* bytes() {
        for await (const chunk of createReadStream(file.path, { highWaterMark: 1024 * 1024 })) {
          sentBytes += chunk.length;
          onProgress(sentBytes);
          yield chunk;
        }
      }
      return call("POST", "/v1/media", {
        body: ReadableStream.from(bytes()),
        headers: { "Content-Type": file.type, "Content-Length": String(file.sizeBytes) },
      });
    },
  };
}
