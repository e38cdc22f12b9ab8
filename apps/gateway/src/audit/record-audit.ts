import type { JsonObject } from "@upload-post/core/connector";
import type { DatabaseTransaction } from "../database/gateway-database";
import type { Actor } from "./actor";
import type { AuditAction, AuditedObject } from "./audit-action";

/** Something that was done, for whoever asks later. */
export type AuditEntry = {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly action: AuditAction;
  /** The thing it was done to. */
  readonly object: { readonly kind: AuditedObject; readonly id: string };
  /** Ids, states, digests. Never a secret, a link, or what a post says. */
  readonly detail?: JsonObject;
  readonly at: Date;
};

/**
 * Writes down who did what, in the transaction that does it: the one does not exist without the other.
 * Entries are never changed.
 */
export async function recordAudit(
  transaction: DatabaseTransaction,
  { tenantId, actor, action, object, detail = {}, at }: AuditEntry,
): Promise<void> {
  await transaction
    .insertInto("audit_log")
    .values({
      tenant_id: tenantId,
      at,
      actor_kind: actor.kind,
      actor_id: actor.id,
      action,
      object_kind: object.kind,
      object_id: object.id,
      detail: JSON.stringify(detail),
      request_id: actor.requestId,
    })
    .execute();
}
