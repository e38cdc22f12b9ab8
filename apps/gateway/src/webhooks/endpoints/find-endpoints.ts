import type { Caller } from "../../access/caller";
import type { DatabaseTransaction } from "../../database/gateway-database";
import { notFound } from "../../http/api-error";
import type { PagePosition } from "../../http/page-cursor";
import type { WebhookDependencies } from "../webhook-dependencies";
import { type Endpoint, type EndpointRow, toEndpoint } from "./endpoint";
import { withinKeyLimits } from "./within-key-limits";

/**
 * One endpoint that the caller may see.
 *
 * @throws ApiError `not_found`, also for another tenant's.
 */
export async function getEndpoint(
  { database, sealedValues }: Pick<WebhookDependencies, "database" | "sealedValues">,
  caller: Caller,
  id: string,
): Promise<Endpoint> {
  const row = await database.kysely
    .selectFrom("webhook_endpoints")
    .selectAll()
    .where("id", "=", id)
    .where((where) => withinKeyLimits(where, caller))
    .executeTakeFirst();
  if (row === undefined) throw notFound("webhook endpoint");
  return toEndpoint(sealedValues, row);
}

/**
 * One endpoint that the caller may change, locked until the transaction ends.
 *
 * @throws ApiError `not_found`, also for another tenant's.
 */
export async function lockEndpoint(
  transaction: DatabaseTransaction,
  caller: Caller,
  id: string,
): Promise<EndpointRow> {
  const row = await transaction
    .selectFrom("webhook_endpoints")
    .selectAll()
    .where("id", "=", id)
    .where((where) => withinKeyLimits(where, caller))
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound("webhook endpoint");
  return row;
}

/** The endpoints that the caller may see, oldest first: up to `count` after a position. */
export async function listEndpoints(
  { database, sealedValues }: Pick<WebhookDependencies, "database" | "sealedValues">,
  caller: Caller,
  page: { readonly after: PagePosition | null; readonly count: number },
): Promise<readonly Endpoint[]> {
  const { after, count } = page;
  let query = database.kysely
    .selectFrom("webhook_endpoints")
    .selectAll()
    .where((where) => withinKeyLimits(where, caller))
    .orderBy("created_at")
    .orderBy("id")
    .limit(count);
  if (after !== null) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "id"), ">", tuple(after.createdAt, after.id)),
    );
  }
  return (await query.execute()).map((row) => toEndpoint(sealedValues, row));
}
