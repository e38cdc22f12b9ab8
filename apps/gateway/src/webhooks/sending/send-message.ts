import { openContents } from "../endpoints/endpoint-secrets";
import type { WebhookDependencies } from "../webhook-dependencies";
import { type MessageRow, releaseMessage } from "./claim-messages";
import { postMessage } from "./post-message";
import { recordAttempt } from "./record-attempt";

/**
 * Makes one attempt with a claimed message and records it. Whoever dies in between has sent it, perhaps:
 * the lease runs out, and the message is sent again under the same id.
 */
export async function sendMessage(
  dependencies: WebhookDependencies,
  message: MessageRow,
  stopping: AbortSignal,
): Promise<void> {
  const { database, logger, now, sealedValues, telemetry } = dependencies;
  const endpoint = await database.kysely
    .selectFrom("webhook_endpoints")
    .select(["id", "tenant_id", "sealed", "failing_since"])
    .where("id", "=", message.endpoint_id)
    .executeTakeFirst();
  // Deleted since the claim, and the message with it.
  if (endpoint === undefined) return;
  const contents = openContents(sealedValues, endpoint);
  const at = now();
  const startedAt = performance.now();
  try {
    const result = await postMessage(dependencies, message, contents, stopping);
    const durationMs = performance.now() - startedAt;
    const outcome = result.errorCode ?? "delivered";
    telemetry.metrics.webhookAttempts.observe({ outcome }, durationMs / 1000);
    const attempt = {
      at: at.toISOString(),
      response_status: result.status,
      error_code: result.errorCode,
      duration_ms: Math.round(durationMs),
    };
    await recordAttempt(dependencies, message, attempt, endpoint.failing_since !== null);
  } catch (error) {
    if (!stopping.aborted) throw error;
    await releaseMessage(database, message);
    logger.debug({ step: "webhook" }, "a webhook message is left for the next start");
  }
}
