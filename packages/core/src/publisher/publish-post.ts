import { randomUUID } from "node:crypto";
import { checkPost } from "../checks";
import type { Connector } from "../connector";
import type { Clock, CredentialAccess } from "../credentials";
import type { DeliveryState, MediaLeases, Pipeline, PlatformLimits } from "../pipeline";
import type { PublishRequest, PublishResult } from "./publish-request";

/** What publishing needs of its publisher. */
export type PublishHost = {
  readonly access: CredentialAccess;
  readonly pipeline: Pipeline;
  readonly leases: MediaLeases;
  readonly limits: PlatformLimits;
  readonly clock: Clock;
  connectorFor(platform: string): Connector;
};

/** Checks a post, then drives its delivery to the end, waiting in this process where the platform needs time. */
export async function publishPost(
  host: PublishHost,
  request: PublishRequest,
): Promise<PublishResult> {
  const connector = host.connectorFor(request.account.platform);
  const signal = request.signal ?? new AbortController().signal;
  const credentials = host.access.forConnection(request.account.key);
  const accountId = request.account.identity.stableId;
  const { credential } = await credentials.current(signal);
  const check = await checkPost({
    connector,
    mode: request.mode,
    media: request.media.map(({ facts }) => facts),
    title: request.title ?? null,
    text: request.text ?? null,
    options: request.options ?? {},
    account: await connector.describeAccount({ credential, accountId, signal }),
    undecided: [],
  });
  if (check.draft === null) return { kind: "refused", issues: check.issues };
  const deliveryId = request.deliveryId ?? randomUUID();
  let state: DeliveryState | null = request.state ?? null;
  for (;;) {
    const result = await host.pipeline.run({
      deliveryId,
      accountId,
      connector,
      draft: check.draft,
      media: request.media,
      state,
      credentials,
      leases: host.leases,
      limits: host.limits,
      persist: request.persist ?? (async () => undefined),
      signal,
      onEvent: request.onEvent ?? (() => undefined),
    });
    if (result.kind !== "waiting") return result;
    state = result.state;
    await host.clock.delay(
      Math.max(0, result.until.getTime() - host.clock.now().getTime()),
      signal,
    );
  }
}
