import { randomUUID } from "node:crypto";
import { continueReservation } from "../accounting/reservation";
import { commitMedia } from "../ingest/commit-media";
import { requireAcceptable } from "../ingest/declared-media";
import { examineFile } from "../ingest/examine-file";
import { sharedBody } from "../ingest/incoming-body";
import { receiveBody } from "../ingest/receive-body";
import { keepWriterLease } from "../ingest/writer-lease";
import type { MediaDependencies } from "../media-dependencies";
import { claimFetch, type FetchClaim } from "./claim-fetch";
import { readFetchAnswer } from "./read-fetch-answer";
import { recordFetchFailure } from "./record-fetch-failure";

const MAX_REDIRECTS = 3;

/**
 * Fetches one media, if it is due and in nobody's hands. Every outcome stands in its row afterwards: it
 * is ready, it has failed, or it is due again later.
 */
export async function fetchMedia(
  dependencies: MediaDependencies,
  mediaId: string,
  signal: AbortSignal,
): Promise<void> {
  const claim = await claimFetch(dependencies, mediaId, randomUUID());
  if (claim === null) return;
  const lease = keepWriterLease(dependencies, claim, async () => {});
  const stopped = AbortSignal.any([signal, lease.signal]);
  try {
    await fetchClaimed(dependencies, claim, stopped);
  } catch (error) {
    await recordFetchFailure(dependencies, claim, { error, isStopping: signal.aborted });
  } finally {
    lease.stop();
  }
}

async function fetchClaimed(
  dependencies: MediaDependencies,
  claim: FetchClaim,
  signal: AbortSignal,
): Promise<void> {
  const { configuration, outbound, storage } = dependencies;
  const { mediaMaxBytes } = configuration;
  const { mediaId, writer } = claim;
  const response = await outbound.send({
    url: claim.url,
    method: "GET",
    headers: { accept: "video/*, image/*" },
    body: null,
    maxRedirects: MAX_REDIRECTS,
    maxBytes: mediaMaxBytes,
    signal,
  });
  try {
    const declared = readFetchAnswer(response);
    requireAcceptable(declared, mediaMaxBytes);
    const reservation = continueReservation(dependencies, mediaId, claim.reservedBytes);
    if (declared.sizeBytes !== null) await reservation.cover(declared.sizeBytes);
    // What an earlier attempt left is of another answer.
    const version = { id: mediaId, epoch: claim.epoch };
    await storage.removeBefore(version);
    const body = sharedBody(response.body);
    const written = await receiveBody(dependencies, {
      version,
      body,
      declared,
      reservation,
      signal,
    });
    const file = await examineFile(dependencies, { version, ...written }, declared);
    await commitMedia(dependencies, { mediaId, writer, file, onCommit: async () => {} });
  } finally {
    response.close();
  }
}
