import type { IncomingMessage } from "node:http";
import { UPLOADS_PATH } from "../uploads/upload-row";

const jsonType = /^application\/([a-z.-]+\+)?json\s*(;|$)/i;

/**
 * True for requests whose handlers answer `Expect: 100-continue` themselves, once they want the body: a
 * file that is refused by its headers is then never sent.
 */
export function waitsForHandler({ url = "", headers }: IncomingMessage): boolean {
  const [path = ""] = url.split("?", 1);
  const takesFiles = path === "/v1/media" || path.startsWith(`${UPLOADS_PATH}/`);
  return takesFiles && !jsonType.test(headers["content-type"] ?? "");
}
