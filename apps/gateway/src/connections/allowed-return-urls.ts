import { DEFAULT_TENANT_ID } from "../access/default-tenant";
import type { ConnectionDependencies } from "./connection-dependencies";

/** The prefixes that a return URL of this tenant may have: its own, for `default` also `RETURN_URLS`. */
export async function allowedReturnUrls(
  { configuration, database }: Pick<ConnectionDependencies, "configuration" | "database">,
  tenantId: string,
): Promise<readonly string[]> {
  const tenant = await database.kysely
    .selectFrom("tenants")
    .select("return_urls")
    .where("id", "=", tenantId)
    .executeTakeFirst();
  const own = tenant?.return_urls ?? [];
  return tenantId === DEFAULT_TENANT_ID ? [...configuration.returnUrls, ...own] : own;
}
