import type { Caller } from "../access/caller";
import { notFound } from "../http/api-error";
import type { ConnectionDependencies } from "./connection-dependencies";
import type { LinkedConnection } from "./create-connection";
import { getConnection } from "./find-connections";

/**
 * What a creation answered with, as it is now: for its repetitions.
 *
 * @throws ApiError `not_found` when it is gone, or not the caller's.
 */
export async function findLinkedConnection(
  dependencies: ConnectionDependencies,
  caller: Caller,
  flowId: string,
): Promise<LinkedConnection> {
  const { configuration, credentials, database } = dependencies;
  const flow = await database.kysely
    .selectFrom("authorization_flows")
    .select(["connection_id", "sealed_link", "link_expires_at"])
    .where("id", "=", flowId)
    .where("tenant_id", "=", caller.tenantId)
    .executeTakeFirst();
  if (flow === undefined) throw notFound("connection");
  const connection = await getConnection(dependencies, caller, flow.connection_id);
  const place = { kind: "link", tenantId: caller.tenantId, id: flowId } as const;
  const token = credentials.sealedValues.open(place, flow.sealed_link);
  const url = `${configuration.publicUrl}/connect/${token}`;
  return { connection, link: { flowId, url, expiresAt: flow.link_expires_at } };
}
