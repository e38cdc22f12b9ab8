import { sql, type Updateable } from "kysely";
import type { Actor } from "../audit/actor";
import { recordAudit } from "../audit/record-audit";
import type { DatabaseSchema } from "../database/database-schema";
import type { DatabaseTransaction } from "../database/gateway-database";
import { recordEvent } from "../events/record-event";
import { settleAttempts } from "./delivery-attempts";
import type { DeliveryRow } from "./delivery-row";
import type { DeliveryStatus } from "./delivery-status";

/** What a change does to the row; members that are left out stay as they are. */
export type DeliveryChange = Omit<Updateable<DatabaseSchema["deliveries"]>, "status"> & {
  readonly status: DeliveryStatus;
};

/** What of a delivery has to be known to change it: its fence, and what it showed before. */
export type ChangedDelivery = Pick<
  DeliveryRow,
  | "id"
  | "post_id"
  | "tenant_id"
  | "connection_id"
  | "fence"
  | "status"
  | "status_detail"
  | "resumes_at"
  | "commit_state"
>;

/** A delivery that nobody has worked on. */
type NewDelivery = Omit<ChangedDelivery, "fence" | "resumes_at" | "commit_state">;

/** Who changes something, and when. */
export type ChangedBy = { readonly actor: Actor; readonly at: Date };

/** A worker that no longer owns its delivery: somebody else does, or it was canceled. */
export class DeliveryLostError extends Error {
  constructor(deliveryId: string) {
    super(`The delivery ${deliveryId} is in other hands; this worker stops without another call.`);
    this.name = "DeliveryLostError";
  }
}

/**
 * The one way in which a delivery's status changes: a fenced compare-and-set, with the event, the audit
 * entry, the attempts and the post's revision in the same transaction.
 *
 * Whoever locks both locks the post before its deliveries, so that nobody waits in a circle.
 *
 * @throws DeliveryLostError when the fence has moved since `delivery` was read.
 */
export async function changeDelivery(
  transaction: DatabaseTransaction,
  delivery: ChangedDelivery,
  change: DeliveryChange,
  by: ChangedBy,
): Promise<void> {
  const detail = change.status_detail === undefined ? delivery.status_detail : change.status_detail;
  const isVisible =
    change.status !== delivery.status ||
    detail !== delivery.status_detail ||
    waitsAnew(delivery, change);
  if (isVisible) await bumpRevision(transaction, delivery.post_id);
  const updated = await transaction
    .updateTable("deliveries")
    .set({ ...change, ...withoutSecrets(change.status), updated_at: by.at })
    .where("id", "=", delivery.id)
    .where("fence", "=", delivery.fence)
    .executeTakeFirst();
  if (updated.numUpdatedRows !== 1n) throw new DeliveryLostError(delivery.id);
  if (!isVisible) return;
  const commit = change.commit_state ?? delivery.commit_state;
  const { status } = change;
  const { status: from } = delivery;
  await settleAttempts(transaction, delivery.id, { from, to: status, commit });
  const to = { status, detail: detail ?? null };
  await recordStatus(transaction, delivery, { from, to }, by);
}

/** Nothing goes on from where a post came out, or came to nothing: what was sealed for that is destroyed. */
function withoutSecrets(status: DeliveryStatus): { state?: null } {
  return status === "published" || status === "failed" ? { state: null } : {};
}

/** Another wait for the same reason: callers want to know until when. */
function waitsAnew(
  before: ChangedDelivery,
  { status, resumes_at: until }: DeliveryChange,
): boolean {
  if (status !== "waiting" || !(until instanceof Date)) return false;
  return until.getTime() !== before.resumes_at?.getTime();
}

/** Writes down the first status of a delivery that has just been made, as {@link changeDelivery} does any other. */
export async function recordFirstStatus(
  transaction: DatabaseTransaction,
  delivery: NewDelivery,
  by: ChangedBy,
): Promise<void> {
  const { status, status_detail: detail } = delivery;
  await bumpRevision(transaction, delivery.post_id);
  await recordStatus(transaction, delivery, { from: null, to: { status, detail } }, by);
}

/** Wakes whoever waits for the post to change, and keeps its other changes waiting until this one commits. */
async function bumpRevision(transaction: DatabaseTransaction, postId: string): Promise<void> {
  await transaction
    .updateTable("posts")
    .set({ revision: sql`revision + 1` })
    .where("id", "=", postId)
    .execute();
}

/** Details that are names, and not sentences for people. */
const name = /^[a-z0-9_:]{1,96}$/;

async function recordStatus(
  transaction: DatabaseTransaction,
  delivery: NewDelivery,
  change: {
    readonly from: DeliveryStatus | null;
    readonly to: { readonly status: DeliveryStatus; readonly detail: string | null };
  },
  { actor, at }: ChangedBy,
): Promise<void> {
  const { id, tenant_id: tenantId, post_id: postId, connection_id: connectionId } = delivery;
  const { status, detail } = change.to;
  await recordEvent(transaction, {
    ...{ type: "delivery.updated", deliveryId: id, tenantId, postId, connectionId },
    ...{ status, detail, at },
  });
  await recordAudit(transaction, {
    ...{ tenantId, actor, at },
    action: "delivery.changed",
    object: { kind: "delivery", id },
    detail: {
      post: postId,
      from: change.from,
      to: status,
      reason: detail !== null && name.test(detail) ? detail : null,
    },
  });
}
