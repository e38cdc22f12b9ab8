import { type Agent, request } from "node:http";
import type { MadeUpRequest } from "./made-up-requests";

/** What came back: a status and the beginning of the body, or why nothing did. */
export type MadeUpAnswer =
  | { readonly kind: "answer"; readonly status: number; readonly text: string }
  | { readonly kind: "hang" }
  | { readonly kind: "broken"; readonly reason: string };

/** Sends one request and reads its answer; of a stream of events the beginning. */
export function sendMadeUp(
  to: { readonly port: number; readonly agent: Agent; readonly key: string },
  made: MadeUpRequest,
  deadlineMs: number,
): Promise<MadeUpAnswer> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      outgoing.destroy();
      resolve({ kind: "hang" });
    }, deadlineMs);
    const settle = (answer: MadeUpAnswer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    const outgoing = request(
      {
        host: "127.0.0.1",
        port: to.port,
        agent: to.agent,
        method: made.method,
        path: made.path,
        headers: { ...made.headers, Authorization: `Bearer ${to.key}` },
      },
      (response) => {
        const status = response.statusCode ?? 0;
        const isStream = response.headers["content-type"]?.startsWith("text/event-stream") === true;
        if (isStream) {
          settle({ kind: "answer", status, text: "" });
          response.destroy();
          return;
        }
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          if (text.length < 4_000) text += part;
        });
        response.once("end", () => settle({ kind: "answer", status, text }));
        response.once("error", (error) => settle({ kind: "broken", reason: error.message }));
      },
    );
    outgoing.once("error", (error) => settle({ kind: "broken", reason: error.message }));
    outgoing.end(made.body);
  });
}
