import type { Selectable } from "kysely";
import type { DatabaseSchema } from "../database/database-schema";
import type { ConnectionDependencies } from "./connection-dependencies";
import { digestToken } from "./random-token";

/** A row of `authorization_flows`. */
export type FlowRow = Selectable<DatabaseSchema["authorization_flows"]>;

/** What an owner's link opens, or why it opens nothing. */
export type FoundLink =
  | { readonly kind: "open"; readonly flow: FlowRow; readonly tenantName: string }
  | { readonly kind: "unknown" | "used" | "expired" };

/** Looks at what a link's token opens. Changes nothing: chat programs and scanners look at links too. */
export async function findLink(
  { database, now }: Pick<ConnectionDependencies, "database" | "now">,
  token: string,
): Promise<FoundLink> {
  const flow = await database.kysely
    .selectFrom("authorization_flows")
    .selectAll()
    .where("link_digest", "=", digestToken(token))
    .executeTakeFirst();
  if (flow === undefined) return { kind: "unknown" };
  if (flow.started_at !== null) return { kind: "used" };
  if (flow.link_expires_at <= now()) return { kind: "expired" };
  const tenant = await database.kysely
    .selectFrom("tenants")
    .select("name")
    .where("id", "=", flow.tenant_id)
    .executeTakeFirstOrThrow();
  return { kind: "open", flow, tenantName: tenant.name };
}
