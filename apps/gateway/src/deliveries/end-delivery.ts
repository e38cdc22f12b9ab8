import { gatewayActor } from "../audit/actor";
import { ApiError } from "../http/api-error";
import { changeDelivery, type DeliveryChange } from "./change-delivery";
import type { DeliveryRow } from "./delivery-row";
import { activeStatuses, type DeliveryStatus, pendingStatuses } from "./delivery-status";
import type { EngineDependencies } from "./engine-dependencies";
import { toStoredProblem } from "./stored-problem";

const activeOrPending: ReadonlySet<DeliveryStatus> = new Set([
  ...activeStatuses,
  ...pendingStatuses,
]);

/** How often a delivery is taken up without getting on before that is given up: about a day of growing pauses. */
export const MAX_CLAIMS = 30;

/** Why a delivery is ended by this service itself; `null` while it may go on. */
export function overdue(
  delivery: Pick<DeliveryRow, "status" | "claims" | "deadline_at">,
  now: Date,
): "deadline_exceeded" | "internal_error" | null {
  if (delivery.claims > MAX_CLAIMS) return "internal_error";
  const isActive = activeStatuses.some((status) => status === delivery.status);
  const isLate = delivery.deadline_at !== null && now >= delivery.deadline_at;
  return isActive && isLate ? "deadline_exceeded" : null;
}

/**
 * Ends a delivery that would go on for ever: as failed where it is certain that nothing is out, else as
 * unconfirmed. What is out already is only no longer asked about. Needs nothing but the row.
 */
export async function endDelivery(
  { database, logger, now }: Pick<EngineDependencies, "database" | "logger" | "now">,
  delivery: DeliveryRow,
  reason: "deadline_exceeded" | "internal_error",
): Promise<void> {
  logger.error({ deliveryId: delivery.id }, `a delivery was given up: ${reason}`);
  const ended = { due_at: null, lease_until: null, resumes_at: null, claims: 0 };
  const change: DeliveryChange = { ...ended, ...endOf(delivery, reason) };
  await database.kysely
    .transaction()
    .execute((transaction) =>
      changeDelivery(transaction, delivery, change, { actor: gatewayActor, at: now() }),
    );
}

function endOf(
  { status, commit_state }: DeliveryRow,
  reason: "deadline_exceeded" | "internal_error",
): Pick<DeliveryChange, "status" | "status_detail" | "error"> {
  if (!activeOrPending.has(status)) return { status };
  const isOpen = commit_state !== "none";
  const because =
    reason === "deadline_exceeded"
      ? "It did not come to an end in ten days."
      : `This gateway failed ${MAX_CLAIMS} times while it worked on the delivery; its log says why.`;
  const detail = isOpen
    ? `${because} It may be out: look at the account, then settle it with resolve. Do not post it again before.`
    : `${because} Nothing was published. Mend the cause, then retry the post.`;
  const error = new ApiError(reason, { detail, outcome: isOpen ? "unknown" : "not_published" });
  return {
    status: isOpen ? "unconfirmed" : "failed",
    status_detail: isOpen ? reason : null,
    error: JSON.stringify(toStoredProblem(error)),
  };
}
