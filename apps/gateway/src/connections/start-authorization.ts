import type { AuthorizationStart } from "@upload-post/core/connector";
import { callPlatform } from "./call-platform";
import { findRegistration, keepRegistration } from "./client-registrations";
import { type ConnectionDependencies, findConnector } from "./connection-dependencies";
import { findConnection } from "./find-connections";
import { type FlowRow, findLink } from "./find-link";
import { encodeFlowSecrets } from "./flow-secrets";
import { createRandomToken, digestToken } from "./random-token";

/** http-api.md: "State … expires after 10 minutes". */
export const STATE_LIFE_SECONDS = 600;

/** Where to send the owner's browser, and what it must bring back. */
export type StartedAuthorization = {
  readonly kind: "started";
  readonly flowId: string;
  /** The platform's consent page. */
  readonly url: string;
  /** For a cookie of this browser alone. */
  readonly browserSecret: string;
};

/** What the owner's click led to. */
export type AuthorizationStarting =
  | StartedAuthorization
  | { readonly kind: "unknown" | "used" | "expired" | "switched-off" };

/**
 * Starts a flow: the owner's own click, once. The link is used up in the same statement that keeps what
 * the callback will need, so of several clicks one starts, and a crash in between starts none.
 *
 * @throws UploadPostError when the platform had to be asked and could not; the link stays good then.
 */
export async function startAuthorization(
  dependencies: ConnectionDependencies,
  token: string,
): Promise<AuthorizationStarting> {
  const link = await findLink(dependencies, token);
  if (link.kind !== "open") return link;
  const { flow } = link;
  const connector = findConnector(dependencies, flow.platform);
  if (connector === null) return { kind: "switched-off" };
  const connection = await findConnection(dependencies, flow.tenant_id, flow.connection_id);
  if (connection === null || connection.status === "disconnected") return { kind: "expired" };
  const key = connector.authorization.registrationKey(connection.inputs);
  const registration = await findRegistration(dependencies, connector.id, key);
  const start = await callPlatform(connector, (signal) =>
    connector.authorization.begin({
      redirectUri: redirectUriOf(dependencies, connector.id),
      scopes: flow.scopes,
      inputs: connection.inputs,
      registration,
      signal,
    }),
  );
  const browserSecret = createRandomToken();
  const isTaken = await takeLink(dependencies, flow, start, browserSecret);
  if (!isTaken) return { kind: "used" };
  return { kind: "started", flowId: flow.id, url: start.url, browserSecret };
}

/** The address that platforms send owners back to; registered at the platform, so it never varies. */
export function redirectUriOf(
  { configuration }: Pick<ConnectionDependencies, "configuration">,
  platform: string,
): string {
  return `${configuration.publicUrl}/oauth/${platform}/callback`;
}

async function takeLink(
  dependencies: ConnectionDependencies,
  flow: FlowRow,
  start: AuthorizationStart,
  browserSecret: string,
): Promise<boolean> {
  const { credentials, database, now } = dependencies;
  const at = now();
  const stateExpiresAt = new Date(at.getTime() + STATE_LIFE_SECONDS * 1000);
  const place = { kind: "flow", tenantId: flow.tenant_id, id: flow.id } as const;
  return await database.kysely.transaction().execute(async (transaction) => {
    const taken = await transaction
      .updateTable("authorization_flows")
      .set({
        started_at: at,
        state_digest: digestToken(start.state.reveal()),
        browser_digest: digestToken(browserSecret),
        sealed_secrets: credentials.sealedValues.seal(place, encodeFlowSecrets(start)),
        state_expires_at: stateExpiresAt,
      })
      .where("id", "=", flow.id)
      .where("started_at", "is", null)
      .where("link_expires_at", ">", at)
      .executeTakeFirst();
    if (taken.numUpdatedRows !== 1n) return false;
    if (start.registration !== null) {
      await keepRegistration(dependencies, transaction, flow.platform, start.registration);
    }
    await transaction
      .updateTable("connections")
      .set({ pending_until: stateExpiresAt })
      .where("id", "=", flow.connection_id)
      .where("status", "=", "pending")
      .execute();
    return true;
  });
}
