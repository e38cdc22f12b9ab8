import { createHash } from "node:crypto";
import type { Caller } from "../access/caller";
import { actorOf } from "../audit/actor";
import { recordAudit } from "../audit/record-audit";
import type { DatabaseTransaction } from "../database/gateway-database";
import type { PostRequest } from "./post-request";

/** Writes down who asked for a post, and on whose word that its owner consents. */
export async function auditPost(
  transaction: DatabaseTransaction,
  made: {
    readonly postId: string;
    readonly caller: Caller;
    readonly request: PostRequest;
    readonly now: Date;
  },
): Promise<void> {
  const { postId, caller, request, now } = made;
  const entry = {
    tenantId: caller.tenantId,
    actor: actorOf(caller),
    object: { kind: "post", id: postId },
    at: now,
  } as const;
  await recordAudit(transaction, {
    ...entry,
    action: "post.created",
    detail: {
      media: [...request.media],
      connections: request.targets.map(({ connection }) => connection),
      review: request.review,
      allow_duplicate: request.allow_duplicate,
    },
  });
  if (request.consent === undefined || request.consent === null) return;
  const { collected_at, evidence = null } = request.consent;
  await recordAudit(transaction, {
    ...entry,
    action: "post.consent_recorded",
    detail: {
      collected_at,
      evidence_sha256:
        evidence === null ? null : createHash("sha256").update(evidence).digest("hex"),
    },
  });
}
