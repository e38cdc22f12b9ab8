import { ApiError } from "../../http/api-error";
import type { OutboundResponse } from "../../outbound/outbound-client";
import type { DeclaredMedia } from "../ingest/declared-media";
import { parseDeclaredType } from "../sniffing/declared-type";
import { TemporaryFetchError } from "./temporary-fetch-error";

const temporaryStatuses = new Set([408, 425, 429]);

/**
 * What the other side says about the bytes it sends. Servers of files often know no types, so only a
 * type that the store takes counts as said; the bytes decide in any case.
 *
 * @throws ApiError `media_fetch_failed` when it answers with anything but a body.
 * @throws TemporaryFetchError when it may do better later.
 */
export function readFetchAnswer({ status, headers }: OutboundResponse): DeclaredMedia {
  if (status !== 200) {
    const error = new ApiError("media_fetch_failed", {
      detail: `The address answered with status ${status} instead of the media. Check it, and that it needs no sign-in.`,
    });
    if (status >= 500 || temporaryStatuses.has(status)) throw new TemporaryFetchError(error);
    throw error;
  }
  const type = parseDeclaredType(headers.get("content-type") ?? null);
  const length = headers.get("content-length");
  return {
    type: type.claim === "foreign" ? { claim: "any" } : type,
    sizeBytes: length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null,
    sha256: null,
  };
}
