import type { JsonObject } from "@upload-post/core/connector";
import type { ColumnType, GeneratedAlways, JSONColumnType } from "kysely";
import type { Actor } from "../../audit/actor";
import type { AuditAction, AuditedObject } from "../../audit/audit-action";
import type { DeliveryStatus } from "../../deliveries/delivery-status";
import type { GatewayEvent } from "../../events/record-event";

/** Numbered by the database; `bigint`, which drivers answer as text. */
type Numbered = GeneratedAlways<number | string | bigint>;

/** The outbox: what has changed, in order, and so the timeline of every delivery. */
type EventsTable = {
  id: Numbered;
  tenant_id: string;
  type: GatewayEvent["type"];
  post_id: string | null;
  delivery_id: string | null;
  connection_id: string | null;
  /** The delivery's. */
  status: DeliveryStatus | null;
  detail: string | null;
  at: ColumnType<Date, Date, never>;
};

/** Who did what. */
type AuditLogTable = {
  id: Numbered;
  tenant_id: string;
  at: ColumnType<Date, Date, never>;
  actor_kind: Actor["kind"];
  actor_id: string | null;
  action: AuditAction;
  object_kind: AuditedObject;
  object_id: string;
  detail: JSONColumnType<JsonObject>;
  request_id: string | null;
};

export type RecordTables = { events: EventsTable; audit_log: AuditLogTable };
