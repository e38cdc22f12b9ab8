import type { ClientRegistration } from "@upload-post/core/connector";
import { registrationPlace } from "../credentials/registration-place";
import type { DatabaseTransaction } from "../database/gateway-database";
import type { ConnectionDependencies } from "./connection-dependencies";
import { decodeFlowSecrets, encodeFlowSecrets } from "./flow-secrets";

/** The client that was registered for a platform under a key; `null` when there is none yet. */
export async function findRegistration(
  { credentials, database }: Pick<ConnectionDependencies, "credentials" | "database">,
  platform: string,
  key: string | null,
): Promise<ClientRegistration | null> {
  if (key === null) return null;
  const row = await database.kysely
    .selectFrom("client_registrations")
    .select("sealed")
    .where("platform", "=", platform)
    .where("registration_key", "=", key)
    .executeTakeFirst();
  if (row === undefined) return null;
  const text = credentials.sealedValues.open(registrationPlace(platform, key), row.sealed);
  return decodeFlowSecrets(text).registration;
}

/** Keeps the newest client of a key for later flows. */
export async function keepRegistration(
  { credentials, now }: Pick<ConnectionDependencies, "credentials" | "now">,
  transaction: DatabaseTransaction,
  platform: string,
  registration: ClientRegistration,
): Promise<void> {
  const { key } = registration;
  const text = encodeFlowSecrets({ secrets: {}, registration });
  const sealed = credentials.sealedValues.seal(registrationPlace(platform, key), text);
  const updated_at = now();
  await transaction
    .insertInto("client_registrations")
    .values({ platform, registration_key: key, sealed, updated_at })
    .onConflict((conflict) =>
      conflict.columns(["platform", "registration_key"]).doUpdateSet({ sealed, updated_at }),
    )
    .execute();
}
