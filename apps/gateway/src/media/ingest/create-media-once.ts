import { createHash } from "node:crypto";
import { ApiError } from "../../http/api-error";
import { createOnce, type IdempotentCall } from "../../idempotency/create-once";
import { getMedia } from "../find-media";
import type { MediaRow } from "../media";
import type { MediaDependencies } from "../media-dependencies";
import { createBodyPace } from "./body-pace";
import { createMedia, type MediaToCreate } from "./create-media";
import { requireSize } from "./declared-media";
import { guardBody } from "./guard-body";
import type { IncomingBody } from "./incoming-body";

/** A file, and the key that makes sending it again safe. */
export type MediaToCreateOnce = Omit<MediaToCreate, "record" | "keep"> & {
  readonly route: IdempotentCall["route"];
  readonly key: IdempotentCall["key"];
};

/** The claim on the key is prolonged while bytes arrive, so it may be short. */
const CLAIM_SECONDS = 120;

/**
 * Takes in one file once per `Idempotency-Key`. Bodies are too large to be compared beforehand, so the
 * bytes of a repetition are hashed and held against what was made of the first.
 *
 * @throws ApiError as {@link createMedia}, `idempotency_key_reused`, `idempotency_in_progress`, and
 * `not_found` when what the first call made is removed.
 */
export async function createMediaOnce(
  dependencies: MediaDependencies,
  { route, key, ...media }: MediaToCreateOnce,
): Promise<{ readonly row: MediaRow; readonly isReplayed: boolean }> {
  const { tenantId } = media;
  const created = await createOnce(
    dependencies,
    { tenantId, route, key, content: { body: "bytes" } },
    (record, keep) => createMedia(dependencies, { ...media, record, keep }),
    CLAIM_SECONDS,
  );
  if (!created.replayed) return { row: created.result, isReplayed: false };
  const row = await getMedia(dependencies, tenantId, created.resourceId);
  const sha256 = media.declared.sha256 ?? (await digestBody(dependencies, media.body));
  if (sha256 === row.sha256) return { row, isReplayed: true };
  throw new ApiError("idempotency_key_reused", {
    detail: "This Idempotency-Key was used for another file. Use a new key for a new file.",
  });
}

async function digestBody(
  { configuration, every, now }: MediaDependencies,
  body: IncomingBody,
): Promise<string> {
  const hash = createHash("sha256");
  const signal = new AbortController().signal;
  let sizeBytes = 0;
  const { chunks, release } = guardBody(body, { pace: createBodyPace(now), every, signal });
  for await (const chunk of chunks) {
    sizeBytes += chunk.byteLength;
    requireSize(sizeBytes, configuration.mediaMaxBytes);
    hash.update(chunk);
    release(chunk);
  }
  return hash.digest("hex");
}
