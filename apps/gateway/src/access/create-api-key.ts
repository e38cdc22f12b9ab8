import { actorOf } from "../audit/actor";
import { recordAudit } from "../audit/record-audit";
import { ApiError, unknownReference } from "../http/api-error";
import type { RecordCreation } from "../idempotency/create-once";
import type { AccessDependencies } from "./access-dependencies";
import { type ApiKey, toApiKey, toStoredLimits } from "./api-key";
import { digestApiKey, generateApiKey } from "./api-key-text";
import type { Caller, KeyLimits } from "./caller";
import { delegatedLimits } from "./delegated-limits";
import { randomId } from "./random-id";
import { isScope, type Scope } from "./scope";

/** What a new key is to be. */
export type CreateApiKeyInput = {
  readonly name: string;
  readonly scopes: readonly string[];
  /** `null`: the caller's own tenant. */
  readonly tenantId: string | null;
  readonly limits: KeyLimits;
};

/**
 * Makes an API key. The key itself is in the answer and nowhere else.
 *
 * @throws ApiError `invalid_scope`, `insufficient_scope` (a scope or a tenant that is not the caller's to
 * give), `key_limit_exceeded`, `unknown_reference` (no such tenant).
 */
export async function createApiKey(
  dependencies: AccessDependencies,
  caller: Caller,
  input: CreateApiKeyInput,
  recordCreation: RecordCreation,
): Promise<ApiKey & { readonly key: string }> {
  const scopes = grantableScopes(caller, input.scopes);
  const limits = delegatedLimits(caller, input.limits);
  const tenantId = input.tenantId ?? caller.tenantId;
  if (tenantId !== caller.tenantId && !caller.isBootstrap) {
    throw new ApiError("insufficient_scope", {
      detail: "Only the bootstrap key may make a key for another tenant; leave `tenant` out.",
      errors: [{ path: "/tenant", message: "Is not the tenant of the key that asks." }],
    });
  }
  const key = generateApiKey();
  const at = dependencies.now();
  const row = await dependencies.database.kysely.transaction().execute(async (transaction) => {
    const tenant = await transaction
      .selectFrom("tenants")
      .select("id")
      .where("id", "=", tenantId)
      .executeTakeFirst();
    if (tenant === undefined) throw unknownReference("/tenant", "tenant");
    const created = await transaction
      .insertInto("api_keys")
      .values({
        id: randomId("key"),
        tenant_id: tenantId,
        name: input.name,
        digest: digestApiKey(key),
        scopes: JSON.stringify(scopes),
        limits: JSON.stringify(toStoredLimits(limits)),
        created_at: at,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await recordAudit(transaction, {
      tenantId,
      actor: actorOf(caller),
      action: "api_key.created",
      object: { kind: "api_key", id: created.id },
      detail: { name: input.name, scopes: [...scopes] },
      at,
    });
    await recordCreation(transaction, created.id);
    return created;
  });
  return { ...toApiKey(row), key };
}

function grantableScopes(caller: Caller, asked: readonly string[]): readonly Scope[] {
  const granted = new Set<Scope>();
  for (const [index, scope] of asked.entries()) {
    const path = `/scopes/${index}`;
    if (!isScope(scope)) {
      throw new ApiError("invalid_scope", {
        detail: `A scope of the list does not exist (${path}).`,
        errors: [{ path, message: "There is no such scope." }],
      });
    }
    if (!caller.scopes.has(scope)) {
      throw new ApiError("insufficient_scope", {
        detail: `The key that asks does not have the scope ${scope}, so it cannot give it to another key.`,
        errors: [{ path, message: "Is not a scope of the key that asks." }],
      });
    }
    granted.add(scope);
  }
  return [...granted];
}
