import type { Connector } from "@upload-post/core/connector";
import type { Caller } from "../access/caller";
import type { DatabaseTransaction } from "../database/gateway-database";
import { ApiError, unknownReference } from "../http/api-error";
import { EVERY_TENANT, type Pause, type PauseScope } from "./pause";

/**
 * The pause that a request names. The operator's own key holds up the whole installation by `all` and
 * `platform`, and may name anybody's connection or key; every other key reaches its own tenant only.
 *
 * @throws ApiError `invalid_request` (an id where none belongs, or none where one does),
 * `unknown_platform`, `unknown_reference` for a missing thing and another tenant's alike.
 */
export async function namedPause(
  transaction: DatabaseTransaction,
  connectors: ReadonlyMap<string, Connector>,
  caller: Caller,
  named: { readonly scope: PauseScope; readonly id: string | null },
): Promise<Pause> {
  const { scope, id } = named;
  const reach = caller.isBootstrap ? EVERY_TENANT : caller.tenantId;
  if (scope === "all") {
    if (id !== null) throw misplaced("Leave it out: the scope `all` names everything.");
    return { reach, scope, target: "" };
  }
  if (id === null) throw misplaced(`Say which ${scope} is meant.`);
  if (scope === "platform") {
    if (!connectors.has(id)) throw unknownPlatform();
    return { reach, scope, target: id };
  }
  if (scope === "key" && caller.isBootstrap && id === caller.keyId) {
    return { reach, scope, target: id };
  }
  const table = scope === "key" ? "api_keys" : "connections";
  const found = await transaction
    .selectFrom(table)
    .select("tenant_id")
    .where("id", "=", id)
    .executeTakeFirst();
  if (found === undefined || !(caller.isBootstrap || found.tenant_id === caller.tenantId)) {
    throw unknownReference("/id", scope === "key" ? "API key" : "connection");
  }
  return { reach: found.tenant_id, scope, target: id };
}

function misplaced(message: string): ApiError {
  return new ApiError("invalid_request", {
    detail: `The id does not fit the scope (/id). ${message}`,
    errors: [{ path: "/id", message }],
  });
}

function unknownPlatform(): ApiError {
  return new ApiError("unknown_platform", {
    detail: "This gateway has no such platform switched on.",
    errors: [{ path: "/id", message: "Is not a platform of this gateway." }],
  });
}
