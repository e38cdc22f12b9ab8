import { ApiError } from "../../http/api-error";
import type { DeclaredType } from "../sniffing/declared-type";
import { type MediaType, mediaTypes } from "../sniffing/media-type";
import { sniffMediaType } from "../sniffing/sniff-media-type";

/** What the sender says about the bytes; what is not said is not checked. */
export type DeclaredMedia = {
  readonly type: DeclaredType;
  readonly sizeBytes: number | null;
  /** Lower-case hex. */
  readonly sha256: string | null;
};

const takenTypes = Object.keys(mediaTypes).join(", ");

/**
 * Refuses a declaration that nothing could fulfil, before any byte.
 *
 * @throws ApiError `unsupported_media_type`, `payload_too_large`, or `invalid_request` for an empty body.
 */
export function requireAcceptable(declared: DeclaredMedia, maxBytes: number): void {
  if (declared.type.claim === "foreign") {
    throw new ApiError("unsupported_media_type", {
      detail: `The store takes ${takenTypes}. Send one of these, with its Content-Type.`,
    });
  }
  if (declared.sizeBytes !== null) requireSize(declared.sizeBytes, maxBytes);
}

/** @throws ApiError `payload_too_large`, or `invalid_request` for nothing. */
export function requireSize(sizeBytes: number, maxBytes: number): void {
  if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
  if (sizeBytes === 0) throw emptyBody();
}

/** The refusal of a file above the limit. */
export function tooLarge(maxBytes: number): ApiError {
  return new ApiError("payload_too_large", {
    detail: `The file is larger than the ${maxBytes} bytes that this gateway takes.`,
  });
}

function emptyBody(): ApiError {
  return new ApiError("invalid_request", {
    detail: "The body is empty. Send the bytes of a video or an image.",
    errors: [],
  });
}

/**
 * Tells a file's type by its first bytes and holds it against what was declared.
 *
 * @throws ApiError `media_type_mismatch`, or `unsupported_media_type` when nothing was declared.
 */
export function requireType(head: Uint8Array, declared: DeclaredType): MediaType {
  const sniffed = sniffMediaType(head);
  if (declared.claim === "known") {
    if (sniffed === declared.type) return sniffed;
    const truth = sniffed === null ? "are of no type that the store takes" : `are ${sniffed}`;
    throw new ApiError("media_type_mismatch", {
      detail: `The file was declared as ${declared.type}, but its bytes ${truth}. Send the right file, or its right type.`,
    });
  }
  if (sniffed !== null) return sniffed;
  throw new ApiError("unsupported_media_type", {
    detail: `The bytes are of no type that the store takes. It takes ${takenTypes}.`,
  });
}

/** @throws ApiError `length_mismatch` */
export function requireDeclaredSize(sizeBytes: number, declared: number | null): void {
  if (sizeBytes === 0) throw emptyBody();
  if (declared === null || sizeBytes === declared) return;
  throw new ApiError("length_mismatch", {
    detail: `The file was declared to have ${declared} bytes, but has ${sizeBytes}. Send the whole file.`,
  });
}

/** @throws ApiError `digest_mismatch` */
export function requireDigest(sha256: string, declared: string | null): void {
  if (declared === null || sha256 === declared) return;
  throw new ApiError("digest_mismatch", {
    detail:
      "The bytes do not have the declared SHA-256. They were changed on the way: send them again.",
  });
}
