import fc from "fast-check";

/** Bytes that are almost HTTP, or nothing like it. */
export function rawGarbage(
  routes: readonly string[],
  key: string,
  sampling: { readonly count: number; readonly seed: number },
): readonly Uint8Array[] {
  const line = fc
    .tuple(
      fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...routes) }, fc.string()),
      fc.constantFrom(" HTTP/1.1", " HTTP/1.0", " HTTP/2.0", "", " HTTP/1.1 "),
    )
    .map(([route, version]) => `${route}${version}`);
  const header = fc.oneof(
    fc.constantFrom(
      ...["Host: localhost", "Host: a b", `Authorization: Bearer ${key}`, "Expect: 100-continue"],
      ...["Content-Length: 0", "Content-Length: -1", "Content-Length: 7", "Content-Length: 7, 8"],
      ...["Content-Length: 99999999999999999999", "Content-Type: application/json"],
      ...["Transfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked", "Connection: Upgrade"],
      ...["Upgrade: h2c", "Content-Encoding: gzip", "Content-Type: multipart/form-data"],
      ...["Tus-Resumable: 1.0.0", "Upload-Offset: -1", "Range: bytes=9-1", "Last-Event-ID: \u0000"],
      ...[": nothing", "No colon", " folded: yes", `X: ${"y".repeat(20_000)}`],
    ),
    fc.string().map((text) => `X-Any: ${text}`),
  );
  const body = fc.oneof(
    fc.constantFrom("", "{}", '{"a":', "0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n", "zz\r\n{}\r\n"),
    fc.string(),
  );
  const request = fc
    .tuple(line, fc.array(header, { maxLength: 8 }), body, fc.constantFrom("\r\n", "\r\n", "\n"))
    .map(([first, headers, last, end]) => [first, ...headers, "", last].join(end))
    .map((text) => new Uint8Array(Buffer.from(text, "latin1")));
  const spoiled = fc
    .tuple(request, fc.nat(), fc.integer({ min: 0, max: 255 }))
    .map(([bytes, place, value]) => bytes.with(place % Math.max(bytes.length, 1), value));
  const cut = fc
    .tuple(request, fc.nat())
    .map(([bytes, place]) => bytes.subarray(0, place % Math.max(bytes.length, 1)));
  const pipelined = fc
    .tuple(request, request)
    .map(([one, other]) => new Uint8Array(Buffer.concat([one, other])));
  const nonsense = fc.uint8Array({ maxLength: 4_096 });
  return fc.sample(fc.oneof(request, cut, pipelined, nonsense, spoiled), {
    numRuns: sampling.count,
    seed: sampling.seed,
  });
}
