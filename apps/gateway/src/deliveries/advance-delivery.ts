import type { DeliveryResult } from "@upload-post/core";
import type { MediaSource } from "@upload-post/core/connector";
import { gatewayActor } from "../audit/actor";
import { changeDelivery } from "./change-delivery";
import { createDeliveryRecorder, type DeliveryRecorder } from "./delivery-recorder";
import type { DeliveryRow } from "./delivery-row";
import { openState } from "./delivery-state-text";
import type { DeliverableAccount, EngineDependencies } from "./engine-dependencies";
import { recordResult } from "./record-result";

/** Runs the pipeline for one delivery until it has to wait or has ended, and records how it went. */
export async function advanceDelivery(
  dependencies: EngineDependencies,
  delivery: DeliveryRow,
  signal: AbortSignal,
): Promise<void> {
  const account = await dependencies.findAccount(delivery.tenant_id, delivery.connection_id);
  if (account === null) return connectionGone(dependencies, delivery);
  const post = await dependencies.database.kysely
    .selectFrom("posts")
    .select("media_ids")
    .where("id", "=", delivery.post_id)
    .executeTakeFirstOrThrow();
  const media = await dependencies.openMedia(delivery.tenant_id, post.media_ids);
  const recorder = createDeliveryRecorder(dependencies, delivery);
  const result = await runPipeline(dependencies, delivery, { account, media, recorder, signal });
  await recordResult(dependencies, delivery, recorder.latest(), result);
  const { platform, mode } = delivery;
  dependencies.telemetry.metrics.runs.inc({ platform, mode, result: result.kind });
  const refused = result.kind === "waiting" || result.kind === "failed" ? result.error : null;
  if (refused?.code !== "authorization_expired" && refused?.code !== "authorization_revoked")
    return;
  await dependencies.confirmAuthorization(delivery.tenant_id, delivery.connection_id);
}

async function runPipeline(
  dependencies: EngineDependencies,
  delivery: DeliveryRow,
  run: {
    readonly account: DeliverableAccount;
    readonly media: readonly MediaSource[];
    readonly recorder: DeliveryRecorder;
    readonly signal: AbortSignal;
  },
): Promise<DeliveryResult> {
  const { account, media, recorder, signal } = run;
  return dependencies.pipeline.run({
    deliveryId: delivery.id,
    accountId: account.accountId,
    connector: account.connector,
    draft: {
      mode: delivery.mode,
      media: media.map(({ facts }) => facts),
      title: delivery.title,
      text: delivery.text,
      options: delivery.options,
    },
    media,
    state: openState(dependencies.stateSealer, delivery),
    credentials: account.credentials,
    leases: dependencies.leases,
    persist: recorder.persist,
    signal,
    onEvent: recorder.onEvent,
  });
}

/** Nothing can be asked or sent without the account; what is open stays open for a person to settle. */
async function connectionGone(
  { database, now }: EngineDependencies,
  delivery: DeliveryRow,
): Promise<void> {
  const open = delivery.commit_state !== "none";
  await database.kysely.transaction().execute((transaction) =>
    changeDelivery(
      transaction,
      delivery,
      {
        status: open ? "unconfirmed" : "canceled",
        status_detail: "connection_disconnected",
        due_at: null,
        lease_until: null,
        resumes_at: null,
      },
      { actor: gatewayActor, at: now() },
    ),
  );
}
