/** One request that the connector made. */
export type RecordedRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** A `fetch` that answers from a function and remembers what it was asked. */
export type FakeFetch = {
  readonly fetch: typeof globalThis.fetch;
  readonly requests: RecordedRequest[];
};

/** Makes a {@link FakeFetch}; `answer` may throw what a broken connection would. */
export function createFakeFetch(
  answer: (request: RecordedRequest) => Response | Promise<Response>,
): FakeFetch {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const recorded = {
        method: request.method,
        url: new URL(request.url),
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
      };
      requests.push(recorded);
      return answer(recorded);
    },
  };
}

/** TikTok's v2 envelope around `data`. */
export function ok(data: unknown): Response {
  return Response.json({ data, error: { code: "ok", message: "", log_id: "log-ok" } });
}

/** TikTok's v2 refusal. */
export function refusal(code: string, status = 403, message = ""): Response {
  return Response.json({ data: {}, error: { code, message, log_id: "log-1" } }, { status });
}
