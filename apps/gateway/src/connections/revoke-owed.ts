import { isUploadPostError } from "@upload-post/core/errors";
import { callPlatform } from "./call-platform";
import type { Connection } from "./connection";
import { withCredential } from "./connection-credentials";
import { type ConnectionDependencies, findConnector } from "./connection-dependencies";

const MINUTE_MS = 60_000;
const RETRY_AFTER_MS = [1, 5, 30, 120, 360].map((minutes) => minutes * MINUTE_MS);
/** After that the platform's own expiry has to do; the credential is destroyed here. */
const GIVE_UP_AFTER_MS = 7 * 24 * 60 * MINUTE_MS;

/**
 * Makes one attempt to withdraw the grant of a disconnected connection, and destroys the credential when
 * that is done or there is no more hope. A failure is kept with the row and tried again later.
 */
export async function revokeOwed(
  dependencies: ConnectionDependencies,
  connection: Pick<Connection, "id" | "tenantId" | "platform" | "account">,
  outer?: AbortSignal,
): Promise<void> {
  const { database, logger } = dependencies;
  const fields = { connectionId: connection.id, platform: connection.platform };
  let isConfirmed: boolean;
  try {
    isConfirmed = await withdraw(dependencies, connection, outer);
  } catch (error) {
    const isHopeless = await retryLater(dependencies, connection.id, error);
    logger.warn({ ...fields, error }, "a grant could not be withdrawn at the platform");
    if (!isHopeless) return;
    isConfirmed = false;
  }
  if (isConfirmed) {
    // First of all: once the credential is gone, nobody could find this out again.
    await database.kysely
      .updateTable("connections")
      .set({ platform_revoked: true })
      .where("id", "=", connection.id)
      .execute();
  }
  await dependencies.credentials.store.remove(keyOf(connection));
  await database.kysely
    .deleteFrom("pending_revocations")
    .where("connection_id", "=", connection.id)
    .execute();
}

/** Whether the platform has confirmed that the grant is gone. */
async function withdraw(
  dependencies: ConnectionDependencies,
  connection: Pick<Connection, "id" | "tenantId" | "platform" | "account">,
  outer: AbortSignal | undefined,
): Promise<boolean> {
  const generation = await dependencies.credentials.generationOf(keyOf(connection));
  if (generation === null) return false;
  if (await isConnectedAnew(dependencies, connection)) return false;
  const connector = findConnector(dependencies, connection.platform);
  if (connector === null) throw new Error(`The platform ${connection.platform} is switched off.`);
  try {
    const result = await callPlatform(
      connector,
      (signal) =>
        withCredential(
          dependencies,
          connection,
          (credential) => connector.authorization.revoke({ credential, signal }),
          signal,
        ),
      outer,
    );
    return result !== "unsupported";
  } catch (error) {
    if (isUploadPostError(error) && error.code === "authorization_revoked") return true;
    throw error;
  }
}

/**
 * Whether the owner has connected the same account again since. Platforms withdraw the whole consent of
 * an account, so a late revocation would end the new connection.
 */
async function isConnectedAnew(
  { database }: ConnectionDependencies,
  { id, platform, account }: Pick<Connection, "id" | "platform" | "account">,
): Promise<boolean> {
  if (account === null) return false;
  const newer = await database.kysely
    .selectFrom("connections as other")
    .innerJoin("connections as ended", (join) => join.on("ended.id", "=", id))
    .select("other.id")
    .where("other.platform", "=", platform)
    .where("other.account_id", "=", account.id)
    .where("other.status", "=", "active")
    .whereRef("other.connected_at", ">", "ended.disconnected_at")
    .limit(1)
    .executeTakeFirst();
  return newer !== undefined;
}

/** Notes the failure and when to try again; answers whether it is not worth trying any more. */
async function retryLater(
  { database, jobs, now }: ConnectionDependencies,
  connectionId: string,
  error: unknown,
): Promise<boolean> {
  const at = now();
  return await database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom("pending_revocations")
      .select(["attempts", "created_at"])
      .where("connection_id", "=", connectionId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return false;
    if (at.getTime() - row.created_at.getTime() >= GIVE_UP_AFTER_MS) return true;
    const delayMs = RETRY_AFTER_MS[row.attempts] ?? RETRY_AFTER_MS.at(-1) ?? MINUTE_MS;
    const next_attempt_at = new Date(at.getTime() + delayMs);
    await transaction
      .updateTable("pending_revocations")
      .set({
        attempts: row.attempts + 1,
        next_attempt_at,
        last_error_code: isUploadPostError(error) ? error.code : "internal_error",
      })
      .where("connection_id", "=", connectionId)
      .execute();
    await jobs.enqueue(transaction, "revoke-credential", { id: connectionId }, next_attempt_at);
    return false;
  });
}

function keyOf({ id, tenantId }: Pick<Connection, "id" | "tenantId">) {
  return { tenantId, connectionId: id };
}
