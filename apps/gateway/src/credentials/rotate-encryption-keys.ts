import type { KeyRing, SealedCredentialStore } from "@upload-post/core";
import type { GatewayDatabase } from "../database/gateway-database";
import { type KeyUsage, keyUsage } from "./key-usage";
import { registrationPlace } from "./registration-place";
import { rotateDeliveryStates } from "./rotate-delivery-states";
import type { SealedValues } from "./sealed-values";

const BATCH = 100;

/** What a rotation works on. */
export type KeyRotationOptions = {
  readonly database: GatewayDatabase;
  readonly store: SealedCredentialStore;
  readonly sealedValues: SealedValues;
  readonly keyRing: KeyRing;
};

/** What a rotation did. */
export type KeyRotation = {
  /** Credentials, registrations and webhook endpoints that are now under the newest key. */
  readonly rewrapped: number;
  /**
   * What is still sealed with older keys, by key id: links and consents. They end
   * by themselves within days; an older key may go when nothing of it is left.
   */
  readonly remaining: KeyUsage;
};

/**
 * Seals everything that lasts under the newest key. Runs beside a working gateway: a credential that is
 * refreshed meanwhile is under the newest key anyway. Repeating it is harmless.
 *
 * @throws CredentialUnreadableError when something does not open; what was done until then stays done.
 */
export async function rotateEncryptionKeys(options: KeyRotationOptions): Promise<KeyRotation> {
  const rewrapped =
    (await rotateCredentials(options)) +
    (await rotateRegistrations(options)) +
    (await rotateWebhookEndpoints(options)) +
    (await rotateDeliveryStates(options));
  const { [options.keyRing.primaryId]: _newest, ...remaining } = await keyUsage(options.database);
  return { rewrapped, remaining };
}

async function rotateCredentials({ database, store }: KeyRotationOptions): Promise<number> {
  let rewrapped = 0;
  let after = { tenantId: "", connectionId: "" };
  for (;;) {
    const rows = await database.kysely
      .selectFrom("credential_pointers")
      .select(["tenant_id", "connection_id"])
      .where(({ eb, refTuple, tuple }) =>
        eb(refTuple("tenant_id", "connection_id"), ">", tuple(after.tenantId, after.connectionId)),
      )
      .orderBy("tenant_id")
      .orderBy("connection_id")
      .limit(BATCH)
      .execute();
    for (const { tenant_id: tenantId, connection_id: connectionId } of rows) {
      after = { tenantId, connectionId };
      if ((await store.rewrap(after)) === "rewrapped") rewrapped += 1;
    }
    if (rows.length < BATCH) return rewrapped;
  }
}

async function rotateRegistrations(options: KeyRotationOptions): Promise<number> {
  const { kysely } = options.database;
  const rows = await kysely.selectFrom("client_registrations").selectAll().execute();
  let rewrapped = 0;
  for (const { platform, registration_key, sealed } of rows) {
    const place = registrationPlace(platform, registration_key);
    const fresh = options.sealedValues.rewrap(place, sealed);
    if (fresh === sealed) continue;
    const updated = await kysely
      .updateTable("client_registrations")
      .set({ sealed: fresh })
      .where("platform", "=", platform)
      .where("registration_key", "=", registration_key)
      .where("sealed", "=", sealed)
      .executeTakeFirst();
    rewrapped += Number(updated.numUpdatedRows);
  }
  return rewrapped;
}

async function rotateWebhookEndpoints(options: KeyRotationOptions): Promise<number> {
  const { kysely } = options.database;
  let rewrapped = 0;
  let after = "";
  for (;;) {
    const rows = await kysely
      .selectFrom("webhook_endpoints")
      .select(["id", "tenant_id", "sealed"])
      .where("id", ">", after)
      .orderBy("id")
      .limit(BATCH)
      .execute();
    for (const { id, tenant_id: tenantId, sealed } of rows) {
      after = id;
      const fresh = options.sealedValues.rewrap({ kind: "webhook", tenantId, id }, sealed);
      if (fresh === sealed) continue;
      // One that is changed meanwhile is sealed under the newest key anyway.
      const updated = await kysely
        .updateTable("webhook_endpoints")
        .set({ sealed: fresh })
        .where("id", "=", id)
        .where("sealed", "=", sealed)
        .executeTakeFirst();
      rewrapped += Number(updated.numUpdatedRows);
    }
    if (rows.length < BATCH) return rewrapped;
  }
}
