import type { CommitState } from "@upload-post/core";
import { type RawBuilder, sql } from "kysely";
import type { DatabaseTransaction } from "../database/gateway-database";
import type { AttemptOutcome } from "../database/tables/post-tables";
import type { DeliveryRow } from "./delivery-row";
import type { DeliveryStatus } from "./delivery-status";

/** What of the pipeline's state makes an attempt. */
export type AttemptState = { readonly attempt: number; readonly commit: CommitState };

/**
 * Keeps the attempts in step with the pipeline's state, in the transaction that stores it.
 *
 * Arming is refused by the database, and so never reaches the platform, while another attempt of the
 * delivery may be out.
 *
 * @param stored The state that is stored until now; `null` before the first.
 * @throws a violation of the index `one_commit` when arming is refused.
 */
export async function recordAttempt(
  transaction: DatabaseTransaction,
  delivery: Pick<DeliveryRow, "id" | "fence">,
  stored: AttemptState | null,
  change: { readonly state: AttemptState; readonly at: Date },
): Promise<void> {
  const { state, at } = change;
  const isAnother = stored === null || stored.attempt !== state.attempt;
  // A commit that is proven to have left nothing is over, even where the same attempt goes on.
  const isProven = stored !== null && stored.commit !== "none" && state.commit === "none";
  if (isAnother || isProven) {
    if (stored !== null && state.commit === "none") {
      await end(transaction, delivery.id, { ended: null, outcome: provenOutcome });
    }
    await begin(transaction, delivery, at);
  }
  if (state.commit === "armed" && stored?.commit !== "armed") await arm(transaction, delivery, at);
}

async function begin(
  transaction: DatabaseTransaction,
  { id, fence }: Pick<DeliveryRow, "id" | "fence">,
  at: Date,
): Promise<void> {
  await transaction
    .insertInto("delivery_attempts")
    .values({ delivery_id: id, fence, started_at: at })
    .execute();
}

async function arm(
  transaction: DatabaseTransaction,
  { id, fence }: Pick<DeliveryRow, "id" | "fence">,
  at: Date,
): Promise<void> {
  const armed = await transaction
    .updateTable("delivery_attempts")
    .set({ fence, commit_started_at: at })
    .where("delivery_id", "=", id)
    .where("outcome", "is", null)
    .executeTakeFirst();
  if (armed.numUpdatedRows > 0n) return;
  // Begun by a replica of a release that wrote no attempts.
  await transaction
    .insertInto("delivery_attempts")
    .values({ delivery_id: id, fence, started_at: at, commit_started_at: at })
    .execute();
}

/**
 * Ends the attempt of a delivery as its new status demands. What ended before is only touched where the
 * new status says more about it: a person or the platform has said what became of it.
 */
export async function settleAttempts(
  transaction: DatabaseTransaction,
  deliveryId: string,
  change: {
    readonly from: DeliveryStatus;
    readonly to: DeliveryStatus;
    readonly commit: CommitState;
  },
): Promise<void> {
  const { from, to, commit } = change;
  const ended = endedAs[from] ?? null;
  switch (to) {
    case "published":
    case "in_inbox":
      return end(transaction, deliveryId, { ended, outcome: sql.lit("done") });
    case "failed":
    case "canceled":
      return end(transaction, deliveryId, {
        ended,
        // Without the proof it stays in the way of every other attempt.
        outcome: commit === "none" ? provenOutcome : sql.lit("unknown"),
      });
    case "unconfirmed":
      return end(transaction, deliveryId, { ended: null, outcome: sql.lit("unknown") });
    default:
      return;
  }
}

/** How the last attempt of a delivery ended that shows this. */
const endedAs: Readonly<Partial<Record<DeliveryStatus, AttemptOutcome>>> = {
  published: "done",
  in_inbox: "done",
  unconfirmed: "unknown",
};

/** Nothing of it is out, and that is proven. */
const provenOutcome = sql<AttemptOutcome>`case when commit_started_at is null then 'abandoned_before_commit' else 'failed_confirmed' end`;

async function end(
  transaction: DatabaseTransaction,
  deliveryId: string,
  {
    ended,
    outcome,
  }: { readonly ended: AttemptOutcome | null; readonly outcome: RawBuilder<AttemptOutcome> },
): Promise<void> {
  await transaction
    .updateTable("delivery_attempts")
    .set({ outcome })
    .where("delivery_id", "=", deliveryId)
    .where((where) =>
      ended === null
        ? where("outcome", "is", null)
        : where.or([where("outcome", "is", null), where("outcome", "=", ended)]),
    )
    .execute();
}
