import { randomId } from "../../access/random-id";
import { ApiError } from "../../http/api-error";
import { fieldErrors, jsonPointer } from "../../http/validation-hook";
import { createOnce, type IdempotentCall } from "../../idempotency/create-once";
import { OutboundError } from "../../outbound/outbound-error";
import { checkTarget, publicPorts } from "../../outbound/outbound-target";
import { getMedia } from "../find-media";
import { insertMedia } from "../ingest/insert-media";
import { type MediaRow, UNUSED_MEDIA_MS } from "../media";
import type { MediaDependencies } from "../media-dependencies";
import { fetchRequestSchema } from "./fetch-request-body";
import { sourcePlace } from "./source-place";

/** A call that asks for a URL to be fetched. */
export type FetchRequest = {
  readonly tenantId: string;
  readonly route: IdempotentCall["route"];
  readonly key: IdempotentCall["key"];
  readonly body: unknown;
};

/**
 * Makes a media that is to be fetched, and wakes a worker for it. What the address itself tells is
 * checked at once; where its name leads to, when it is fetched.
 *
 * @throws ApiError `invalid_request`, `url_not_allowed`, or of the Idempotency-Key.
 */
export async function createFetchRequest(
  dependencies: MediaDependencies,
  { tenantId, route, key, body }: FetchRequest,
): Promise<{ readonly row: MediaRow; readonly isReplayed: boolean }> {
  const url = readUrl(body);
  requireAllowed(url, dependencies.configuration.outboundAllow);
  const call = { tenantId, route, key, content: { body: "url", url } };
  const created = await createOnce(dependencies, call, async (record) => {
    const { database, jobs, now, sealedValues } = dependencies;
    return await database.kysely.transaction().execute(async (transaction) => {
      const id = randomId("med");
      const createdAt = now();
      const row = await insertMedia(transaction, {
        id,
        tenantId,
        keyId: null,
        status: "fetching",
        reservedBytes: 0,
        writer: null,
        expiresAt: new Date(createdAt.getTime() + UNUSED_MEDIA_MS),
        createdAt,
      });
      const sealedUrl = sealedValues.seal(sourcePlace(tenantId, id), url);
      await transaction
        .insertInto("media_fetches")
        .values({ media_id: id, sealed_url: sealedUrl, attempts: 0, due_at: createdAt })
        .execute();
      await jobs.enqueue(transaction, "fetch-media", { id }, createdAt);
      await record(transaction, id);
      return row;
    });
  });
  if (!created.replayed) return { row: created.result, isReplayed: false };
  return { row: await getMedia(dependencies, tenantId, created.resourceId), isReplayed: true };
}

function readUrl(body: unknown): string {
  const parsed = fetchRequestSchema.safeParse(body);
  if (parsed.success) return parsed.data.url;
  throw new ApiError("invalid_request", {
    detail: "The body does not have the form that this route takes; see errors.",
    errors: fieldErrors(parsed.error.issues, jsonPointer),
  });
}

function requireAllowed(url: string, allow: readonly string[]): void {
  try {
    checkTarget(url, { allow, ports: publicPorts });
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw new ApiError("url_not_allowed", {
      detail: error.message,
      errors: [{ path: "/url", message: error.message }],
      cause: error,
    });
  }
}
