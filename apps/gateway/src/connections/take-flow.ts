import { timingSafeEqual } from "node:crypto";
import type { ConnectionDependencies } from "./connection-dependencies";
import type { FlowRow } from "./find-link";
import { digestToken } from "./random-token";

/** A callback's claim to a flow. */
export type FlowClaim = {
  readonly platform: string;
  /** The `state` that the platform brought back. */
  readonly state: string;
  /** The secret that this browser was given when it started a flow; `undefined` when it has none. */
  readonly browserSecretOf: (flowId: string) => string | undefined;
};

/** The flow, now used up; or why it is not to be had. A claim that fails changes nothing. */
export type TakenFlow =
  | { readonly kind: "taken"; readonly flow: FlowRow }
  | { readonly kind: "other-browser"; readonly flow: FlowRow }
  | { readonly kind: "invalid" };

/**
 * Takes a started flow, once: by its state, at the platform it was started for, in time, and only from
 * the browser that started it. Another browser cannot use the state up either, so that a scanner that
 * follows the owner's links does no harm.
 */
export async function takeFlow(
  { database, now }: Pick<ConnectionDependencies, "database" | "now">,
  claim: FlowClaim,
): Promise<TakenFlow> {
  const at = now();
  const flow = await database.kysely
    .selectFrom("authorization_flows")
    .selectAll()
    .where("state_digest", "=", digestToken(claim.state))
    .where("platform", "=", claim.platform)
    .where("finished_at", "is", null)
    .where("state_expires_at", ">", at)
    .executeTakeFirst();
  if (flow === undefined) return { kind: "invalid" };
  if (!isSameBrowser(flow, claim.browserSecretOf(flow.id))) return { kind: "other-browser", flow };
  const taken = await database.kysely
    .updateTable("authorization_flows")
    .set({ finished_at: at, sealed_secrets: null })
    .where("id", "=", flow.id)
    .where("finished_at", "is", null)
    .where("state_expires_at", ">", at)
    .executeTakeFirst();
  return taken.numUpdatedRows === 1n ? { kind: "taken", flow } : { kind: "invalid" };
}

function isSameBrowser(flow: FlowRow, secret: string | undefined): boolean {
  if (secret === undefined || flow.browser_digest === null) return false;
  const [given, expected] = [digestToken(secret), flow.browser_digest];
  return timingSafeEqual(Buffer.from(given, "hex"), Buffer.from(expected, "hex"));
}
