import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { WebhookRequest } from "../../connector";
import type { HarnessOf } from "./connector-harness";

/** Incoming notifications: genuine ones are taken, everything else is refused without an exception. */
export function describeWebhooksContract(harness: HarnessOf): void {
  describe("webhooks", () => {
    it("refuses garbage and never throws", async () => {
      const bodies = ["", "x", "{}", "null", "[]", "a=b&c=d", '{"event":"x"}', "\u0000"].map(
        (text) => new TextEncoder().encode(text),
      );
      const requests = [...bodies, randomBytes(1000), randomBytes(100_000)].flatMap((rawBody) =>
        (["GET", "POST"] as const).map((method) => ({ method, rawBody, headers: {}, query: {} })),
      );
      for (const request of requests) {
        expect(await verify(harness, request)).toMatchObject({ kind: "refused" });
      }
    });

    it("takes what the platform sends, under the same key when it comes again", async () => {
      for (const request of harness().webhooks) {
        const first = await verify(harness, request);
        const again = await verify(harness, request);
        if (first.kind !== "accepted" || again.kind !== "accepted") {
          throw new Error(`A genuine notification was refused: ${JSON.stringify(first)}`);
        }
        expect(first.deduplicationKey).not.toBe("");
        expect(again).toEqual(first);
        expect(first.reply.status).toBeGreaterThanOrEqual(200);
        expect(first.reply.status).toBeLessThan(300);
      }
    });

    it("refuses what was changed on the way: any byte of the body, any header", async () => {
      for (const request of harness().webhooks) {
        for (let index = 0; index < request.rawBody.length; index += 3) {
          const rawBody = Uint8Array.from(request.rawBody);
          rawBody[index] = (rawBody[index] ?? 0) ^ 1;
          expect(await verify(harness, { ...request, rawBody })).toMatchObject({ kind: "refused" });
        }
        const unsigned = { ...request, headers: {}, query: {} };
        expect(await verify(harness, unsigned)).toMatchObject({ kind: "refused" });
      }
    });
  });
}

function verify(harness: HarnessOf, request: WebhookRequest) {
  return harness().connector.webhooks.verify(request);
}
