import type { AccountIdentity, Connector, Credential } from "@upload-post/core/connector";
import { callPlatform } from "./call-platform";
import type { ConnectionDependencies } from "./connection-dependencies";

/**
 * Withdraws a grant that was given by mistake and is kept nowhere. Not if its account is connected
 * here: platforms withdraw the whole consent of an account, and that connection would end with it.
 */
export async function withdrawStrayGrant(
  { database, logger }: Pick<ConnectionDependencies, "database" | "logger">,
  connector: Connector,
  grant: { readonly credential: Credential; readonly identity: AccountIdentity },
): Promise<void> {
  const inUse = await database.kysely
    .selectFrom("connections")
    .select("id")
    .where("platform", "=", connector.id)
    .where("account_id", "=", grant.identity.stableId)
    .where("status", "in", ["active", "reauthorization_required"])
    .limit(1)
    .executeTakeFirst();
  if (inUse !== undefined) return;
  try {
    await callPlatform(connector, (signal) =>
      connector.authorization.revoke({ credential: grant.credential, signal }),
    );
  } catch (error) {
    // The grant dies unused; the owner still sees this app in the platform's settings.
    logger.warn({ error, platform: connector.id }, "a stray grant could not be withdrawn");
  }
}
