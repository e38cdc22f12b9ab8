import { ApiError } from "../../http/api-error";

/** The version of https://tus.io/protocols/resumable-upload that is spoken. */
export const TUS_VERSION = "1.0.0";

/** What of its extensions is spoken; links are made by `POST /v1/media/uploads`, not by `creation`. */
export const TUS_EXTENSIONS = "checksum,expiration,termination";

/** The content type of a piece. */
const PIECE_TYPE = "application/offset+octet-stream";

/** What a `PATCH` says in its headers. */
export type TusPatch = {
  readonly offsetBytes: number;
  /** Hex SHA-256 of the piece. */
  readonly sha256: string | null;
};

/**
 * Reads the headers of a `PATCH`.
 *
 * @param header Looks a header up by its lower-case name.
 * @throws ApiError `protocol_mismatch`, `unsupported_media_type` or `invalid_request`.
 */
export function readTusPatch(header: (name: string) => string | undefined): TusPatch {
  requireTusVersion(header("tus-resumable"));
  if (header("content-type")?.toLowerCase() !== PIECE_TYPE) {
    throw new ApiError("unsupported_media_type", {
      detail: `A PATCH of an upload has the Content-Type ${PIECE_TYPE}. To send the whole file at once, use PUT.`,
    });
  }
  const offset = header("upload-offset") ?? "";
  if (!/^\d{1,15}$/.test(offset)) {
    throw malformed("Upload-Offset", "Must be the number of bytes that the upload has already.");
  }
  return { offsetBytes: Number(offset), sha256: parseChecksum(header("upload-checksum")) };
}

/** @throws ApiError `protocol_mismatch` */
export function requireTusVersion(version: string | undefined): void {
  if (version === TUS_VERSION) return;
  throw new ApiError("protocol_mismatch", {
    detail: `This upload speaks tus ${TUS_VERSION}; send the header Tus-Resumable: ${TUS_VERSION}.`,
  });
}

/** tus 1.0.0, checksum: the name of the algorithm, a space, the digest in base64. */
function parseChecksum(header: string | undefined): string | null {
  if (header === undefined) return null;
  const encoded = /^sha256 ([A-Za-z0-9+/]{43}=)$/.exec(header.trim())?.[1];
  if (encoded !== undefined) return Buffer.from(encoded, "base64").toString("hex");
  throw malformed("Upload-Checksum", "Must be sha256, a space, and the digest in base64.");
}

function malformed(path: string, message: string): ApiError {
  return new ApiError("invalid_request", {
    detail: `The header ${path} is missing or not readable.`,
    errors: [{ path, message }],
  });
}
