import { randomUUID } from "node:crypto";
import type { Caller } from "../access/caller";
import { actorOf } from "../audit/actor";
import { recordAudit } from "../audit/record-audit";
import type { DatabaseTransaction } from "../database/gateway-database";
import type { Connection } from "./connection";
import type { ConnectionDependencies } from "./connection-dependencies";
import { createRandomToken, digestToken } from "./random-token";

/** One consent to be asked for. */
export type NewFlow = {
  readonly connection: Pick<Connection, "id" | "tenantId" | "platform">;
  /** The API key that asks; the owner is shown its name. */
  readonly askedBy: Caller;
  readonly scopes: readonly string[];
  readonly returnUrl: string | null;
};

/** A link for an owner, and when it dies. */
export type OwnerLink = { readonly flowId: string; readonly url: string; readonly expiresAt: Date };

/** When a link that is made now dies. */
export function linkExpiry({
  configuration,
  now,
}: Pick<ConnectionDependencies, "configuration" | "now">): Date {
  return new Date(now().getTime() + configuration.connectLinkTtlSeconds * 1000);
}

/** Makes a single-use link to the gateway's own consent page. Links of the connection that nobody opened die. */
export async function createFlow(
  { configuration, credentials, now }: ConnectionDependencies,
  transaction: DatabaseTransaction,
  flow: NewFlow,
  expiresAt: Date,
): Promise<OwnerLink> {
  const at = now();
  const { connection } = flow;
  await transaction
    .updateTable("authorization_flows")
    .set({ link_expires_at: at })
    .where("connection_id", "=", connection.id)
    .where("started_at", "is", null)
    .where("link_expires_at", ">", at)
    .execute();
  const id = randomUUID();
  const token = createRandomToken();
  await transaction
    .insertInto("authorization_flows")
    .values({
      id,
      tenant_id: connection.tenantId,
      connection_id: connection.id,
      platform: connection.platform,
      asked_by: flow.askedBy.keyName,
      scopes: JSON.stringify(flow.scopes),
      return_url: flow.returnUrl,
      link_digest: digestToken(token),
      sealed_link: credentials.sealedValues.seal(
        { kind: "link", tenantId: connection.tenantId, id },
        token,
      ),
      link_expires_at: expiresAt,
      created_at: at,
    })
    .execute();
  await recordAudit(transaction, {
    tenantId: connection.tenantId,
    actor: actorOf(flow.askedBy),
    action: "connection.link_created",
    object: { kind: "connection", id: connection.id },
    detail: { scopes: [...flow.scopes], expires_at: expiresAt.toISOString() },
    at,
  });
  return { flowId: id, url: `${configuration.publicUrl}/connect/${token}`, expiresAt };
}
