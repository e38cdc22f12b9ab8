import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";

/** An answer, whole. */
export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders | OutgoingHttpHeaders;
  readonly body: Buffer;
};

/** Headers that belong to one connection, or that the body's new length decides. */
const ofTheConnection = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
]);

function headersOf({ headers, body }: Answer): OutgoingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !ofTheConnection.has(name));
  return { ...Object.fromEntries(kept), "content-length": body.length };
}

/** Answers as it is. */
export function writeAnswer(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, headersOf(answer)).end(answer.body);
}

/** The bytes of an answer as they stand on the wire. */
export function bytesOf(answer: Answer): Buffer {
  const lines = Object.entries(headersOf(answer)).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}\r\n`),
  );
  const status = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ""}\r\n`;
  return Buffer.concat([Buffer.from(`${status}${lines.join("")}\r\n`, "latin1"), answer.body]);
}
