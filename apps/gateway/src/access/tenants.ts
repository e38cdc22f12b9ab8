import { actorOf } from "../audit/actor";
import { recordAudit } from "../audit/record-audit";
import type { DatabaseTransaction } from "../database/gateway-database";
import { ApiError, notFound } from "../http/api-error";
import type { RecordCreation } from "../idempotency/create-once";
import type { AccessDependencies } from "./access-dependencies";
import type { Caller } from "./caller";
import { randomId } from "./random-id";

/** One of the parts of a gateway that must not see each other. */
export type Tenant = {
  readonly id: string;
  readonly name: string;
  /** Normalised URL prefixes that a `return_url` may have. */
  readonly returnUrls: readonly string[];
  /** What its media may take of the store, in bytes; `null`: no limit of its own. */
  readonly mediaBytes: number | null;
};

/**
 * Makes a tenant.
 *
 * @throws ApiError `insufficient_scope` unless the caller is the bootstrap key.
 */
export async function createTenant(
  { database, now }: AccessDependencies,
  caller: Caller,
  input: Omit<Tenant, "id">,
  recordCreation: RecordCreation,
): Promise<Tenant> {
  if (!caller.isBootstrap) {
    throw new ApiError("insufficient_scope", {
      detail: "Only the bootstrap key may make tenants; ask the operator of this gateway.",
    });
  }
  const tenant: Tenant = { id: randomId("ten"), ...input };
  const at = now();
  await database.kysely.transaction().execute(async (transaction) => {
    await transaction
      .insertInto("tenants")
      .values({
        id: tenant.id,
        name: tenant.name,
        return_urls: JSON.stringify(tenant.returnUrls),
        media_bytes: tenant.mediaBytes,
        created_at: at,
      })
      .execute();
    await auditTenant(transaction, caller, { action: "tenant.created", tenant, at });
    await recordCreation(transaction, tenant.id);
  });
  return tenant;
}

/**
 * One tenant: the caller's own, or for the bootstrap key any.
 *
 * @throws ApiError `not_found`.
 */
export async function getTenant(
  { database }: AccessDependencies,
  caller: Caller,
  id: string,
): Promise<Tenant> {
  const row = maySee(caller, id)
    ? await database.kysely
        .selectFrom("tenants")
        .selectAll()
        .where("id", "=", id)
        .executeTakeFirst()
    : undefined;
  if (row === undefined) throw notFound("tenant");
  return {
    id: row.id,
    name: row.name,
    returnUrls: row.return_urls,
    mediaBytes: row.media_bytes === null ? null : Number(row.media_bytes),
  };
}

/**
 * Changes what is given; what is `undefined` stays.
 *
 * @throws ApiError `not_found`, or `insufficient_scope` when a tenant changes its own limits.
 */
export async function updateTenant(
  dependencies: AccessDependencies,
  caller: Caller,
  id: string,
  change: { readonly [Member in keyof Omit<Tenant, "id">]: Tenant[Member] | undefined },
): Promise<Tenant> {
  const before = await getTenant(dependencies, caller, id);
  if (change.mediaBytes !== undefined && !caller.isBootstrap) {
    throw new ApiError("insufficient_scope", {
      detail:
        "Only the bootstrap key may change a tenant's limits; ask the operator of this gateway.",
    });
  }
  const after: Tenant = {
    id,
    name: change.name ?? before.name,
    returnUrls: change.returnUrls ?? before.returnUrls,
    mediaBytes: change.mediaBytes === undefined ? before.mediaBytes : change.mediaBytes,
  };
  const at = dependencies.now();
  await dependencies.database.kysely.transaction().execute(async (transaction) => {
    await transaction
      .updateTable("tenants")
      .set({
        name: after.name,
        return_urls: JSON.stringify(after.returnUrls),
        media_bytes: after.mediaBytes,
      })
      .where("id", "=", id)
      .execute();
    await auditTenant(transaction, caller, { action: "tenant.updated", tenant: after, at });
  });
  return after;
}

function maySee(caller: Caller, tenantId: string): boolean {
  return caller.isBootstrap || caller.tenantId === tenantId;
}

/** The tenant itself can read what was done to it. */
async function auditTenant(
  transaction: DatabaseTransaction,
  caller: Caller,
  done: {
    readonly action: "tenant.created" | "tenant.updated";
    readonly tenant: Tenant;
    readonly at: Date;
  },
): Promise<void> {
  const { action, tenant, at } = done;
  await recordAudit(transaction, {
    ...{ tenantId: tenant.id, actor: actorOf(caller), action, at },
    object: { kind: "tenant", id: tenant.id },
    detail: { name: tenant.name, return_urls: [...tenant.returnUrls] },
  });
}
