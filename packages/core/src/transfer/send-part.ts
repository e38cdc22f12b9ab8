import type { ByteRange, FormEnvelope, Json, MediaSource, TransferVerdict } from "../connector";
import { MediaRejectedError, PlatformContractError } from "../errors";
import { createMultipartEnvelope } from "./multipart-envelope";
import type { TransferWork } from "./transfer-work";

const nothing = new Uint8Array(0);

/** One part, complete. */
export type PartRequest = {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly source: MediaSource;
  readonly range: ByteRange;
  readonly partIndex: number;
  /** A form around the bytes; `null` for a raw body. */
  readonly form: FormEnvelope | null;
  /**
   * Makes the intent to send durable. Called last, when everything that can fail without effect (a
   * credential, a signature) is behind us.
   */
  readonly beforeSending: () => Promise<void>;
};

/** How often a part is sent anew because of its signature or token alone. */
const maxAuthorizationRetries = 2;

/** A verdict that the engine has to act on; questions of authorisation are settled here. */
export type SettledVerdict = Exclude<TransferVerdict, { kind: "unauthorized" }>;

/** Sends one part and lets the connector read the answer; again only when it was refused unread. */
export async function sendPart(work: TransferWork, part: PartRequest): Promise<SettledVerdict> {
  let challenge: Json = null;
  for (let retries = 0; ; retries += 1) {
    if (hasExpired(work)) return { kind: "gone" };
    const verdict = await sendOnce(work, part, challenge);
    if (verdict.kind !== "unauthorized") return verdict;
    if (retries === maxAuthorizationRetries) return { kind: "rejected", error: verdict.error };
    challenge = verdict.challenge;
    if (verdict.error.reason === "expired") await work.refresh();
  }
}

/** A URL past its time is not even tried: bytes sent there are lost time at best. */
function hasExpired({ plan, now }: TransferWork): boolean {
  if (plan.kind === "pull" || plan.expiresAt === null) return false;
  return Date.parse(plan.expiresAt) <= now().getTime();
}

async function sendOnce(
  work: TransferWork,
  part: PartRequest,
  challenge: Json,
): Promise<TransferVerdict> {
  const { plan, publishing, signal } = work;
  const authorization = await publishing.authorizeTransfer({
    plan,
    method: part.method,
    url: part.url,
    credential: await work.credential(),
    challenge,
  });
  const totalBytes = part.source.facts.sizeBytes;
  const envelope =
    part.form === null ? null : createMultipartEnvelope(part.form, part.source.facts.type);
  const contentType: Record<string, string> =
    envelope === null ? {} : { "content-type": envelope.contentType };
  let sentBytes = part.range.offsetBytes;
  await part.beforeSending();
  const response = await work.sender.send({
    url: part.url,
    method: part.method,
    headers: { ...part.headers, ...contentType, ...authorization },
    source: part.source,
    range: part.range,
    prefix: envelope?.prefix ?? nothing,
    suffix: envelope?.suffix ?? nothing,
    signal,
    onBytesSent(lengthBytes) {
      sentBytes += lengthBytes;
      work.onProgress(sentBytes, totalBytes);
    },
  });
  const { range, partIndex } = part;
  try {
    return publishing.readTransferResponse({ plan, range, partIndex, totalBytes, ...response });
  } catch (cause) {
    // Whatever the connector stumbled over: the bytes are out, so nothing is proven.
    throw new PlatformContractError({
      effect: "possible",
      message: `The platform's answer (HTTP ${response.status}) to a part of the media could not be read. Report it to the connector's maintainers.`,
      cause,
    });
  }
}

/**
 * The media a plan speaks of.
 *
 * @throws MediaRejectedError with rule `media_missing` when the delivery has no such media.
 */
export function mediaOf(work: Pick<TransferWork, "media">, mediaIndex: number): MediaSource {
  const source = work.media[mediaIndex];
  if (source === undefined) {
    throw new MediaRejectedError({
      rule: "media_missing",
      message: `The transfer names media ${mediaIndex}, but the delivery has ${work.media.length}. Post again with all media.`,
    });
  }
  return source;
}
