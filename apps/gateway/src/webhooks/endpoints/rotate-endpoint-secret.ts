import type { Caller } from "../../access/caller";
import { actorOf } from "../../audit/actor";
import { recordAudit } from "../../audit/record-audit";
import { ApiError } from "../../http/api-error";
import type { WebhookDependencies } from "../webhook-dependencies";
import { type Endpoint, toEndpoint } from "./endpoint";
import {
  liveSecrets,
  newWebhookSecret,
  openContents,
  sealContents,
  withNewSecret,
} from "./endpoint-secrets";
import { lockEndpoint } from "./find-endpoints";

/** Each signs every message; more than a few are a mistake. */
const MAX_LIVE_SECRETS = 5;

/**
 * Gives an endpoint a new secret, which is in the answer and nowhere else. Those before it go on signing
 * beside it for a day. So a call whose answer was lost may be repeated: what the receiver knows still
 * verifies.
 *
 * @throws ApiError `not_found`, or `invalid_state` when it was called too often within a day.
 */
export async function rotateEndpointSecret(
  { database, now, sealedValues }: Pick<WebhookDependencies, "database" | "now" | "sealedValues">,
  caller: Caller,
  id: string,
): Promise<Endpoint & { readonly secret: string }> {
  const secret = newWebhookSecret();
  const row = await database.kysely.transaction().execute(async (transaction) => {
    const found = await lockEndpoint(transaction, caller, id);
    const contents = openContents(sealedValues, found);
    const at = now();
    if (liveSecrets(contents, at).length >= MAX_LIVE_SECRETS) {
      throw new ApiError("invalid_state", {
        detail: `The endpoint has ${MAX_LIVE_SECRETS} secrets that are valid now. Use the newest, and rotate again when the first of them has expired, a day after it was replaced.`,
      });
    }
    await recordAudit(transaction, {
      ...{ tenantId: caller.tenantId, actor: actorOf(caller), at },
      action: "webhook_endpoint.secret_rotated",
      object: { kind: "webhook_endpoint", id },
    });
    return await transaction
      .updateTable("webhook_endpoints")
      .set({ sealed: sealContents(sealedValues, found, withNewSecret(contents, secret, at)) })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
  });
  return { ...toEndpoint(sealedValues, row), secret };
}
