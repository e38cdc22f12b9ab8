import type { Caller } from "../access/caller";
import { randomId } from "../access/random-id";
import { actorOf } from "../audit/actor";
import { recordAudit } from "../audit/record-audit";
import { ApiError } from "../http/api-error";
import type { RecordCreation } from "../idempotency/create-once";
import { allowedReturnUrls } from "./allowed-return-urls";
import { checkAuthorizationInputs } from "./authorization-inputs";
import { type Connection, toConnection } from "./connection";
import { type ConnectionDependencies, findConnector } from "./connection-dependencies";
import { createFlow, linkExpiry, type OwnerLink } from "./create-flow";
import { isWithinLimits } from "./find-connections";
import { requestedScopes } from "./requested-scopes";
import { matchReturnUrl } from "./return-url";

/** What a new connection is to be. */
export type CreateConnectionInput = {
  readonly platform: string;
  /** The caller's own id of the account's owner. */
  readonly user: string;
  /** `null`: all that the connector's modes need. */
  readonly scopes: readonly string[] | null;
  readonly inputs: Readonly<Record<string, string>>;
  readonly returnUrl: string | null;
};

/** A connection and the link that its owner is to open. */
export type LinkedConnection = { readonly connection: Connection; readonly link: OwnerLink };

/**
 * Makes a pending connection and the link for its owner. `recordCreation` gets the id of the flow.
 *
 * @throws ApiError `unknown_platform`, `key_limit_exceeded`, `invalid_scope`, `invalid_return_url`,
 * `invalid_request` (the platform's inputs).
 */
export async function createConnection(
  dependencies: ConnectionDependencies,
  caller: Caller,
  input: CreateConnectionInput,
  recordCreation: RecordCreation,
): Promise<LinkedConnection> {
  const connector = findConnector(dependencies, input.platform);
  if (connector === null) throw unknownPlatform(dependencies);
  requireWithinLimits(caller, input);
  const scopes = requestedScopes(connector, input.scopes);
  const inputs = checkAuthorizationInputs(connector, input.inputs);
  const returnUrl = await requireReturnUrl(dependencies, caller.tenantId, input.returnUrl);
  const at = dependencies.now();
  const expiresAt = linkExpiry(dependencies);
  return await dependencies.database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .insertInto("connections")
      .values({
        id: randomId("con"),
        tenant_id: caller.tenantId,
        platform: connector.id,
        owner: input.user,
        status: "pending",
        inputs: JSON.stringify(inputs),
        requested_scopes: JSON.stringify(scopes),
        pending_until: expiresAt,
        created_at: at,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const connection = toConnection(row, at);
    await recordAudit(transaction, {
      tenantId: caller.tenantId,
      actor: actorOf(caller),
      action: "connection.created",
      object: { kind: "connection", id: connection.id },
      detail: { platform: connector.id, user: input.user },
      at,
    });
    const flow = { connection, askedBy: caller, scopes, returnUrl };
    const link = await createFlow(dependencies, transaction, flow, expiresAt);
    await recordCreation(transaction, link.flowId);
    return { connection, link };
  });
}

function unknownPlatform({ connectors }: ConnectionDependencies): ApiError {
  const offered = [...connectors.keys()].join(", ");
  return new ApiError("unknown_platform", {
    detail: `This gateway has no such platform switched on. ${offered === "" ? "It has none: its operator must configure one." : `It has: ${offered}.`}`,
    errors: [{ path: "/platform", message: "Is not a platform of this gateway." }],
  });
}

function requireWithinLimits(caller: Caller, input: CreateConnectionInput): void {
  if (isWithinLimits(caller, input)) return;
  const { platforms } = caller.limits;
  const path = platforms !== null && !platforms.includes(input.platform) ? "/platform" : "/user";
  throw new ApiError("key_limit_exceeded", {
    detail: `This API key is limited to other accounts (${path}). Use a key whose limits include this one.`,
    errors: [{ path, message: "Is outside the key's limits." }],
  });
}

async function requireReturnUrl(
  dependencies: ConnectionDependencies,
  tenantId: string,
  returnUrl: string | null,
): Promise<string | null> {
  if (returnUrl === null) return null;
  const matched = matchReturnUrl(returnUrl, await allowedReturnUrls(dependencies, tenantId));
  if (matched !== null) return matched;
  throw new ApiError("invalid_return_url", {
    detail:
      "The return_url is not inside any prefix that this tenant allows. Add one with PATCH /v1/tenants/{id} (for the tenant `default` also with RETURN_URLS), or leave it out: the owner then ends on a page of this gateway.",
    errors: [{ path: "/return_url", message: "Is not allowed for this tenant." }],
  });
}
