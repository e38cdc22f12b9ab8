import { type SqlBool, sql } from "kysely";
import type { DeliveryRow } from "./delivery-row";

const statuses: readonly string[] = ["queued", "uploading", "waiting"];

/** Whether a delivery may still have its media to send; whatever else is due only asks something. */
export function isUpload({ status, commit_state }: DeliveryRow): boolean {
  return statuses.includes(status) && commit_state !== "confirmed";
}

/** {@link isUpload} for the rows of a table in a query. */
export function mayMoveBytes(table: "in_hand" | "due") {
  const status = sql.ref(`${table}.status`);
  const commitState = sql.ref(`${table}.commit_state`);
  return sql<SqlBool>`(${status} in (${sql.join(statuses)}) and ${commitState} <> 'confirmed')`;
}
