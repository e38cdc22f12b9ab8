import type { StoredMediaFacts } from "../../database/tables/media-tables";
import { ApiError } from "../../http/api-error";
import type { MediaDependencies } from "../media-dependencies";
import type { ProbedFacts } from "../probing/create-media-prober";
import { MediaUnreadableError } from "../probing/media-unreadable-error";
import type { MediaType } from "../sniffing/media-type";
import { SNIFFED_BYTES } from "../sniffing/sniff-media-type";
import { digestStoredFile } from "../storage/digest-stored-file";
import type { FileVersion } from "../storage/media-storage";
import { readStoredRange } from "../storage/read-stored-range";
import {
  type DeclaredMedia,
  requireDeclaredSize,
  requireDigest,
  requireType,
} from "./declared-media";

/** A whole file on the store. */
export type FileToExamine = {
  readonly version: FileVersion;
  readonly sizeBytes: number;
  /** `null` when it came in pieces: it is then read once more. */
  readonly sha256: string | null;
};

/** All that is known of a good file. */
export type ExaminedFile = {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly type: MediaType;
  readonly facts: StoredMediaFacts;
};

/**
 * Holds a whole file against what was declared, and looks into it.
 *
 * @throws ApiError `length_mismatch`, `media_type_mismatch`, `unsupported_media_type`, `digest_mismatch` or
 * `media_unreadable`.
 */
export async function examineFile(
  { storage, prober }: Pick<MediaDependencies, "storage" | "prober">,
  file: FileToExamine,
  declared: DeclaredMedia,
): Promise<ExaminedFile> {
  const { version, sizeBytes } = file;
  requireDeclaredSize(sizeBytes, declared.sizeBytes);
  const read = (offsetBytes: number, lengthBytes: number) =>
    readStoredRange(storage, version, { offsetBytes, lengthBytes });
  const type = requireType(await read(0, SNIFFED_BYTES), declared.type);
  const sha256 = file.sha256 ?? (await digestStoredFile(storage, version, sizeBytes));
  requireDigest(sha256, declared.sha256);
  try {
    return {
      sizeBytes,
      sha256,
      type,
      facts: toStored(await prober.probe({ type, sizeBytes, read })),
    };
  } catch (error) {
    if (!(error instanceof MediaUnreadableError)) throw error;
    throw new ApiError("media_unreadable", { detail: error.message, cause: error });
  }
}

function toStored(facts: ProbedFacts): StoredMediaFacts {
  return facts.kind === "video"
    ? { kind: "video", video: facts.video }
    : { kind: "image", image: facts.image };
}
