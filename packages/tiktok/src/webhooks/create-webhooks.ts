import { createHash } from "node:crypto";
import type { ConnectorWebhooks, WebhookVerification } from "@upload-post/core/connector";
import { constantTimeEqual } from "@upload-post/core/connector-kit";
import type { TiktokSettings } from "../settings/read-settings";
import { readWebhookEvent } from "./read-webhook-event";
import { signatureIssue } from "./verify-signature";

/**
 * TikTok's notifications (WO, WE, WV). They come at least once and in any order, and have no id: the
 * digest of the raw body is the key for de-duplication. Anything but 200 is sent again for 72 h.
 */
export function createWebhooks(settings: TiktokSettings): ConnectorWebhooks {
  return {
    async verify(request): Promise<WebhookVerification> {
      if (request.method !== "POST") return refused("TikTok only sends POST");
      const issue = signatureIssue({
        header: request.headers["tiktok-signature"],
        rawBody: request.rawBody,
        clientSecret: settings.clientSecret,
        toleranceSeconds: settings.webhookToleranceSeconds,
        now: settings.now(),
      });
      if (issue !== null) return refused(issue);
      const read = readWebhookEvent(request.rawBody);
      if (read === null) return refused("the body is not of the documented shape");
      if (!constantTimeEqual(read.clientKey, settings.clientKey)) {
        return refused("the event is for another app");
      }
      return {
        kind: "accepted",
        deduplicationKey: createHash("sha256").update(request.rawBody).digest("hex"),
        events: [read.event],
        reply: { status: 200, contentType: "text/plain", body: "" },
      };
    },
  };
}

function refused(reason: string): WebhookVerification {
  return { kind: "refused", reason };
}
