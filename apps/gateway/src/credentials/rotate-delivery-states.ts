import type { KeyRing } from "@upload-post/core";
import type { GatewayDatabase } from "../database/gateway-database";
import type { SealedValues } from "./sealed-values";

const BATCH = 100;

/**
 * Seals what deliveries remember under the newest key. Finished ones keep it for good, so that an older
 * key would be needed for ever. A worker that stores a newer state meanwhile has sealed it so anyway.
 *
 * @returns how many were sealed anew.
 */
export async function rotateDeliveryStates(options: {
  readonly database: GatewayDatabase;
  readonly sealedValues: SealedValues;
  readonly keyRing: KeyRing;
}): Promise<number> {
  const { database, sealedValues, keyRing } = options;
  let rewrapped = 0;
  let after = "";
  for (;;) {
    const rows = await database.kysely
      .selectFrom("deliveries")
      .select(["id", "tenant_id", "state"])
      .where("id", ">", after)
      .where("state", "not like", `up1.${keyRing.primaryId.replaceAll("_", "\\_")}.%`)
      .orderBy("id")
      .limit(BATCH)
      .execute();
    for (const { id, tenant_id: tenantId, state } of rows) {
      after = id;
      if (state === null) continue;
      const fresh = sealedValues.rewrap({ kind: "checkpoint", tenantId, id }, state);
      const updated = await database.kysely
        .updateTable("deliveries")
        .set({ state: fresh })
        .where("id", "=", id)
        .where("state", "=", state)
        .executeTakeFirst();
      rewrapped += Number(updated.numUpdatedRows);
    }
    if (rows.length < BATCH) return rewrapped;
  }
}
