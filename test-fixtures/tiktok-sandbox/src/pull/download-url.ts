import { createWriteStream } from "node:fs";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { World } from "../world/world";
import { isAllowedLoopback } from "./url-ownership";

/** A download that TikTok would report as a failed pull. */
export class PullError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`The media could not be pulled: ${reason}.`, options);
    this.name = "PullError";
  }
}

/** Where a download goes and how far. */
export interface DownloadTarget {
  readonly path: string;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  readonly onBytes: (count: number) => void;
}

/**
 * Fetches a URL into a file: https only, status 200 only, no redirect (MT).
 * @throws PullError for anything else, for a broken connection and for too many bytes.
 */
export async function downloadUrl(
  world: World,
  address: string,
  target: DownloadTarget,
): Promise<void> {
  const url = new URL(address);
  if (url.protocol !== "https:" && !isAllowedLoopback(world, url)) {
    throw new PullError("only https is pulled");
  }
  try {
    const response = await open(world, url, target.signal);
    if (response.statusCode !== 200) {
      response.destroy();
      throw new PullError(`the source answered ${response.statusCode}`);
    }
    await pipeline(response, meter(target), createWriteStream(target.path));
  } catch (cause) {
    throw cause instanceof PullError ? cause : new PullError("the connection broke", { cause });
  }
}

function open(world: World, url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  // An alias stands in for DNS and TLS; the source still sees the host it was asked for.
  const alias = world.switches.hostAliases[url.host];
  const real = alias === undefined ? url : new URL(url.pathname + url.search, alias);
  const send = real.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = send(real, { headers: { host: url.host }, signal });
    request.once("response", resolve);
    request.once("error", reject);
    request.end();
  });
}

function meter({ maxBytes, onBytes }: DownloadTarget): Transform {
  let total = 0;
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      total += bytes.length;
      onBytes(bytes.length);
      done(total > maxBytes ? new PullError(`more than ${maxBytes} bytes`) : null, bytes);
    },
  });
}
