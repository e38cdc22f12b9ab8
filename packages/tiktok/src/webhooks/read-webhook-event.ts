import type { WebhookEvent } from "@upload-post/core/connector";
import { parseJsonExactly } from "@upload-post/core/connector-kit";
import { z } from "zod";

/** WE 6.3. */
const envelopeSchema = z.object({
  client_key: z.string(),
  event: z.string(),
  user_openid: z.string().nullish(),
  /** JSON inside a string; an object is taken as well. */
  content: z.unknown(),
});

const contentSchema = z.object({
  publish_id: z.string().nullish(),
  reason: z.union([z.string(), z.number()]).nullish(),
});

/** ST, WE 6.4; TikTok spells one of the two "publicaly", so each is known in both spellings. */
const postEvents = new Set([
  "post.publish.failed",
  "post.publish.complete",
  "post.publish.inbox_delivered",
  "post.publish.publicly_available",
  "post.publish.publicaly_available",
  "post.publish.no_longer_publicly_available",
  "post.publish.no_longer_publicaly_available",
]);

/** WE 6.4: why an authorisation was removed. */
const removalReasons: Readonly<Record<string, string>> = {
  "0": "unknown",
  "1": "disconnected_by_owner",
  "2": "account_deleted",
  "3": "age_changed",
  "4": "account_banned",
  "5": "revoked_by_developer",
};

/** What a body says, for whose app. */
export type ReadWebhook = { readonly clientKey: string; readonly event: WebhookEvent };

/** Reads a verified body; `null` when it is not of the documented shape. */
export function readWebhookEvent(rawBody: Uint8Array): ReadWebhook | null {
  const envelope = envelopeSchema.safeParse(parse(Buffer.from(rawBody).toString("utf8")));
  if (!envelope.success) return null;
  const { client_key: clientKey, event, user_openid: accountId } = envelope.data;
  const raw = envelope.data.content;
  const content = contentSchema.safeParse(typeof raw === "string" ? parse(raw) : raw);
  const ignored: ReadWebhook = { clientKey, event: { kind: "ignored", name: event } };
  if (!content.success || typeof accountId !== "string" || accountId === "") return ignored;

  if (event === "authorization.removed") {
    const code = String(content.data.reason ?? "0");
    const reason = removalReasons[code] ?? code;
    return { clientKey, event: { kind: "authorization-removed", accountId, reason } };
  }
  const handle = content.data.publish_id ?? "";
  if (!postEvents.has(event) || handle === "") return ignored;
  return { clientKey, event: { kind: "post-changed", accountId, handle } };
}

function parse(text: string): unknown {
  try {
    return parseJsonExactly(text);
  } catch {
    // Not of the documented shape: the schema that follows says so.
    return undefined;
  }
}
