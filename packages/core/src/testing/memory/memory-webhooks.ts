import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { ConnectorWebhooks, WebhookRequest, WebhookVerification } from "../../connector";

/** What signs the memory platform's notifications; a fixed value, since the platform is fictional. */
const signingKey = "memory-webhook-key";

const notification = z.object({
  id: z.string(),
  event: z.string(),
  account: z.string(),
  handle: z.string().optional(),
});

/** A notification as the memory platform would send it. */
export function signMemoryNotification(body: z.infer<typeof notification>): WebhookRequest {
  const rawBody = new TextEncoder().encode(JSON.stringify(body));
  return {
    method: "POST",
    rawBody,
    headers: { "memory-signature": signatureOf(rawBody) },
    query: {},
  };
}

/** Verifies the signature over the raw bytes, then reads the event. */
export function createMemoryWebhooks(): ConnectorWebhooks {
  return {
    async verify({ method, rawBody, headers }): Promise<WebhookVerification> {
      const signature = Buffer.from(headers["memory-signature"] ?? "");
      const expected = Buffer.from(signatureOf(rawBody));
      const authentic =
        signature.length === expected.length && timingSafeEqual(signature, expected);
      if (method !== "POST" || !authentic) return refused("The signature does not fit the body.");
      const parsed = notification.safeParse(parseJson(rawBody));
      if (!parsed.success) return refused("The body is no notification.");
      const { id, event, account: accountId, handle } = parsed.data;
      const reply = { status: 200, contentType: "text/plain", body: "ok" };
      const accepted = { kind: "accepted", deduplicationKey: id, reply } as const;
      if (event === "grant.removed") {
        const reason = "removed by the owner";
        return { ...accepted, events: [{ kind: "authorization-removed", accountId, reason }] };
      }
      if (event === "post.changed" && handle !== undefined) {
        return { ...accepted, events: [{ kind: "post-changed", accountId, handle }] };
      }
      return { ...accepted, events: [{ kind: "ignored", name: event }] };
    },
  };
}

function signatureOf(rawBody: Uint8Array): string {
  return createHmac("sha256", signingKey).update(rawBody).digest("hex");
}

function parseJson(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(rawBody));
  } catch {
    // Whatever is no JSON is refused by the schema.
    return null;
  }
}

function refused(reason: string): WebhookVerification {
  return { kind: "refused", reason };
}
