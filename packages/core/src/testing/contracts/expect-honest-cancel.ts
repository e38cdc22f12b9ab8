import { expect } from "vitest";
import type { Connector } from "../../connector";
import { PlatformUnavailableError } from "../../errors";
import { type CancelResult, createPipeline, type DeliveryState } from "../../pipeline";
import type { ByteRequest, ByteSender } from "../../transfer";
import type { ConnectorCase, ConnectorHarness } from "./connector-harness";
import { deliveryWork } from "./delivery-driver";

/** Enough for every wait until a platform is certain. */
const maxQuestions = 20;
/** What has arrived is out by then. */
const processingMs = 60 * 60_000;

/**
 * Loses the connection behind the last byte of a media that completes a post, while that byte is still
 * under way, and cancels: whatever is called canceled must not come out, whenever the byte arrives.
 *
 * The connector may not take anything back in this, so that its reconciliation alone is believed.
 */
export async function expectHonestCancel(
  harness: ConnectorHarness,
  each: ConnectorCase,
  { arrives }: { readonly arrives: "before-the-end" | "after-the-end" },
): Promise<void> {
  const underWay: ByteRequest[] = [];
  const connector: Connector = {
    ...harness.connector,
    publishing: { ...harness.connector.publishing, abandon: async () => "unsupported" },
  };
  const pipeline = createPipeline({
    sender: holdingBack(harness.sender, underWay),
    now: harness.now,
    random: () => 0,
  });
  let state: DeliveryState | null = null;
  const work = () =>
    deliveryWork(harness, each, {
      connector,
      state,
      persist: async (next) => {
        state = JSON.parse(JSON.stringify(next));
      },
    });
  await pipeline.run(work());
  // Only what commits by its last byte can be under way: everything else answers the call itself.
  if (underWay.length === 0) return;
  const arrive = async () => {
    const { signal } = new AbortController();
    // A platform may refuse what comes too late; what it does with it is looked at below.
    for (const request of underWay.splice(0)) {
      await harness.sender.send({ ...request, signal }).catch(() => undefined);
    }
  };

  let result: CancelResult = await pipeline.cancel(work());
  if (arrives === "before-the-end") await arrive();
  for (let asked = 0; result.kind === "unsettled" && asked < maxQuestions; asked += 1) {
    state = JSON.parse(JSON.stringify(result.state));
    await harness.passTimeUntil(result.until);
    result = await pipeline.cancel(work());
  }
  await arrive();
  await harness.passTimeUntil(new Date(harness.now().getTime() + processingMs));

  const label = `${each.name}, arriving ${arrives.replaceAll("-", " ")}: ${result.kind}`;
  expect(["canceled", "too-late"], label).toContain(result.kind);
  if (result.kind === "canceled") expect(await harness.countPosts(), label).toBe(0);
}

/** Sends everything but what completes a media: that is under way when the connection breaks. */
function holdingBack(sender: ByteSender, underWay: ByteRequest[]): ByteSender {
  return {
    async send(request) {
      const { range, source } = request;
      const isLast = range.offsetBytes + range.lengthBytes === source.facts.sizeBytes;
      if (!isLast) return sender.send(request);
      underWay.push(request);
      throw new PlatformUnavailableError({
        effect: "possible",
        message: "The connection broke behind the last byte.",
      });
    },
    close: () => sender.close(),
  };
}
