import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type ReceivedWebhook, type WebhookScene, withWebhooks } from "../../test/webhook-receiver";
import { DEFAULT_WEB_APP } from "../index";

const HOUR_MS = 3_600_000;

/** Makes one event: an authorisation ends. */
async function makeEvent({ sandbox, client }: WebhookScene): Promise<void> {
  await client.revoke((await client.connect()).access);
  await sandbox.advance(0);
}

function isGenuine({ signature, body }: ReceivedWebhook): boolean {
  const [, time, hex] = /^t=(\d+),s=([0-9a-f]{64})$/.exec(signature) ?? [];
  const wanted = createHmac("sha256", DEFAULT_WEB_APP.clientSecret).update(`${time}.${body}`);
  return wanted.digest("hex") === hex;
}

const timeOf = ({ signature }: ReceivedWebhook) => Number(/t=(\d+)/.exec(signature)?.[1]);

describe("delivering webhooks", () => {
  it("signs time, dot and raw body with the client secret", () =>
    withWebhooks(async (scene) => {
      await makeEvent(scene);
      expect(scene.received.map(isGenuine)).toEqual([true]);
      expect(scene.received.map(timeOf)).toEqual([Date.UTC(2026, 10, 22, 12) / 1000]);
    }));

  it("forges signatures when the switch or a fault says so", () =>
    withWebhooks(async (scene) => {
      scene.sandbox.faults.add({ effect: { kind: "webhook-bad-signature" } });
      await makeEvent(scene);
      await makeEvent(scene);
      scene.sandbox.setSwitches({ webhookSignature: "invalid" });
      await makeEvent(scene);
      expect(scene.received.map(isGenuine)).toEqual([false, true, false]);
    }));

  it("retries anything but 200 with growing pauses", () =>
    withWebhooks(async (scene) => {
      for (const status of [204, 302, 500, 0]) {
        scene.answerWith(status);
        await makeEvent(scene);
      }
      expect(scene.received).toHaveLength(4);
      await scene.sandbox.advance(HOUR_MS);
      const webhooks = scene.sandbox.inspect.webhooks();
      for (const webhook of webhooks) {
        const start = webhook.attempts[0]?.at ?? 0;
        const minutes = webhook.attempts.map((attempt) => (attempt.at - start) / 60_000);
        expect(minutes).toEqual([0, 1, 3, 7, 15, 31]);
        expect(webhook.state).toBe("pending");
      }
      scene.answerWith(200);
      await scene.sandbox.advance(HOUR_MS);
      const states = scene.sandbox.inspect.webhooks().map((webhook) => webhook.state);
      expect(states).toEqual(Array(4).fill("delivered"));
      const bodies = new Set(scene.received.map((one) => one.body));
      expect(bodies.size).toBeLessThanOrEqual(4);
    }));

  it("drops a webhook after 72 hours", () =>
    withWebhooks(async (scene) => {
      scene.answerWith(503);
      await makeEvent(scene);
      await scene.sandbox.advance(80 * HOUR_MS);
      const [webhook] = scene.sandbox.inspect.webhooks();
      expect(webhook?.state).toBe("dropped");
      const last = (webhook?.attempts.at(-1)?.at ?? 0) - (webhook?.createdAt ?? 0);
      expect(last).toBeGreaterThan(66 * HOUR_MS);
      expect(last).toBeLessThanOrEqual(72 * HOUR_MS);
      const count = scene.received.length;
      scene.answerWith(200);
      await scene.sandbox.advance(80 * HOUR_MS);
      expect(scene.received).toHaveLength(count);
    }));

  it("delivers an event several times when told to", () =>
    withWebhooks(async (scene) => {
      scene.sandbox.faults.add({ effect: { kind: "webhook-copies", copies: 3 } });
      await makeEvent(scene);
      expect(scene.received).toHaveLength(3);
      expect(new Set(scene.received.map((one) => one.body)).size).toBe(1);
      scene.sandbox.setSwitches({ webhookCopies: 2 });
      await makeEvent(scene);
      expect(scene.received).toHaveLength(5);
    }));

  it("signs a retry with a fresh time, or the first one by switch", () =>
    withWebhooks(async (scene) => {
      scene.answerWith(500);
      await makeEvent(scene);
      await scene.sandbox.advance(60_000);
      expect(timeOf(scene.received[1] as ReceivedWebhook)).toBe(
        timeOf(scene.received[0] as ReceivedWebhook) + 60,
      );
      scene.sandbox.setSwitches({ webhookRetryTimestamp: "original" });
      await scene.sandbox.advance(120_000);
      expect(timeOf(scene.received[2] as ReceivedWebhook)).toBe(
        timeOf(scene.received[0] as ReceivedWebhook),
      );
      expect(scene.received.every(isGenuine)).toBe(true);
    }));

  it("delivers late, or not at all, when told to", () =>
    withWebhooks(async (scene) => {
      scene.sandbox.faults.add({ effect: { kind: "webhook-late", ms: HOUR_MS } });
      await makeEvent(scene);
      scene.sandbox.faults.add({ effect: { kind: "webhook-lost" } });
      await makeEvent(scene);
      expect(scene.received).toEqual([]);
      await scene.sandbox.advance(HOUR_MS);
      expect(scene.received).toHaveLength(1);
      expect(scene.sandbox.inspect.webhooks().map((webhook) => webhook.state)).toEqual([
        "delivered",
        "unsent",
      ]);
    }));
});
