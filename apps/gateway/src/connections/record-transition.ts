import type { Actor } from "../audit/actor";
import { recordAudit } from "../audit/record-audit";
import type { DatabaseTransaction } from "../database/gateway-database";
import { recordEvent } from "../events/record-event";
import type { Connection } from "./connection";

/** What listeners are told, and how the audit log calls it. */
const transitions = {
  "connection.active": "connection.activated",
  "connection.reauthorization_required": "connection.reauthorization_required",
  "connection.disconnected": "connection.disconnected",
} as const;

/**
 * Tells listeners and the audit log what became of a connection, in the transaction that changed its
 * row: that one's lock keeps the events of a connection in order.
 */
export async function recordTransition(
  transaction: DatabaseTransaction,
  connection: Pick<Connection, "id" | "tenantId" | "platform" | "user">,
  transition: {
    readonly type: keyof typeof transitions;
    readonly actor: Actor;
    readonly at: Date;
  },
): Promise<void> {
  const { type, actor, at } = transition;
  const { id, tenantId, platform, user } = connection;
  await recordEvent(transaction, { type, tenantId, connectionId: id, at });
  await recordAudit(transaction, {
    ...{ tenantId, actor, at },
    action: transitions[type],
    object: { kind: "connection", id },
    detail: { platform, user },
  });
}
