import { connectionGone } from "./connection-gone";
import { draftOf, mediaIdsOf } from "./delivery-draft";
import { createDeliveryRecorder } from "./delivery-recorder";
import type { DeliveryRow } from "./delivery-row";
import { deliveryWork } from "./delivery-work";
import type { EngineDependencies } from "./engine-dependencies";
import { recordResult } from "./record-result";

/** Runs the pipeline for one delivery until it has to wait or has ended, and records how it went. */
export async function advanceDelivery(
  dependencies: EngineDependencies,
  delivery: DeliveryRow,
  signal: AbortSignal,
): Promise<void> {
  const account = await dependencies.findAccount(delivery.tenant_id, delivery.connection_id);
  if (account === null) return connectionGone(dependencies, delivery);
  const mediaIds = await mediaIdsOf(dependencies, delivery);
  const media = await dependencies.openMedia(delivery.tenant_id, mediaIds);
  const draft = draftOf(
    delivery,
    media.map(({ facts }) => facts),
  );
  const recorder = createDeliveryRecorder(dependencies, delivery);
  const run = { account, draft, media, recorder, signal };
  const result = await dependencies.pipeline.run(deliveryWork(dependencies, delivery, run));
  await recordResult(dependencies, delivery, recorder.latest(), result);
  const { platform, mode } = delivery;
  dependencies.telemetry.metrics.runs.inc({ platform, mode, result: result.kind });
  const refused = result.kind === "waiting" || result.kind === "failed" ? result.error : null;
  if (refused?.code !== "authorization_expired" && refused?.code !== "authorization_revoked")
    return;
  await dependencies.confirmAuthorization(delivery.tenant_id, delivery.connection_id);
}
