import { type SqlBool, sql } from "kysely";
import type { DeliveryRow } from "./delivery-row";

const statuses: readonly string[] = ["queued", "uploading", "waiting"];

/** Whether a delivery may still have its media to send; whatever else is due only asks something. */
export function isUpload(
  delivery: Pick<DeliveryRow, "status" | "commit_state" | "cancel_requested_at">,
): boolean {
  const { status, commit_state, cancel_requested_at } = delivery;
  return statuses.includes(status) && commit_state !== "confirmed" && cancel_requested_at === null;
}

/** {@link isUpload} for the rows of a table in a query. */
export function mayMoveBytes(table: "in_hand" | "due") {
  const status = sql.ref(`${table}.status`);
  const commitState = sql.ref(`${table}.commit_state`);
  const canceled = sql.ref(`${table}.cancel_requested_at`);
  return sql<SqlBool>`(
    ${status} in (${sql.join(statuses)}) and ${commitState} <> 'confirmed' and ${canceled} is null
  )`;
}
