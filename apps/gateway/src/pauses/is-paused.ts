import type { DatabaseTransaction, GatewayDatabase } from "../database/gateway-database";
import { EVERY_TENANT } from "./pause";

/** What may be held up by a pause. */
export type Pausable = {
  readonly tenantId: string;
  readonly platform: string;
  readonly connectionId: string;
  readonly postId: string;
};

/**
 * Whether anybody holds this up. To be asked by whoever is about to bring something new to a platform:
 * pauses are rows, so that every replica sees them at once and a restart forgets none.
 */
export async function isPaused(
  executor: GatewayDatabase["kysely"] | DatabaseTransaction,
  thing: Pausable,
): Promise<boolean> {
  return (await pausesOf(executor, thing).executeTakeFirst()) !== undefined;
}

/**
 * As {@link isPaused}, and keeps the pause from being taken back until the transaction ends: what is
 * parked in it is found by whoever takes the pause back afterwards.
 */
export async function keepPaused(
  transaction: DatabaseTransaction,
  thing: Pausable,
): Promise<boolean> {
  return (await pausesOf(transaction, thing).forShare().executeTakeFirst()) !== undefined;
}

function pausesOf(
  executor: GatewayDatabase["kysely"] | DatabaseTransaction,
  { tenantId, platform, connectionId, postId }: Pausable,
) {
  return executor
    .selectFrom("pauses")
    .select("scope")
    .where("reach", "in", [EVERY_TENANT, tenantId])
    .where((where) =>
      where.or([
        where("scope", "=", "all"),
        where.and([where("scope", "=", "platform"), where("target", "=", platform)]),
        where.and([where("scope", "=", "connection"), where("target", "=", connectionId)]),
        where.and([
          where("scope", "=", "key"),
          where(
            "target",
            "=",
            where.selectFrom("posts").select("api_key_id").where("posts.id", "=", postId),
          ),
        ]),
      ]),
    )
    .limit(1);
}
