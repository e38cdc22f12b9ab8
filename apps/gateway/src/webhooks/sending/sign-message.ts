import { Webhook } from "standardwebhooks";

/** The headers of a signed message; their names are those of Standard Webhooks. */
export type SignatureHeaders = {
  readonly "webhook-id": string;
  /** Seconds since 1970. */
  readonly "webhook-timestamp": string;
  /** One signature for each secret that is valid, separated by spaces. */
  readonly "webhook-signature": string;
};

/** Signs the very text that is sent, as of now, with every secret that is valid. */
export function signMessage(
  message: { readonly id: string; readonly body: string },
  secrets: readonly string[],
  now: Date,
): SignatureHeaders {
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": secrets
      .map((secret) => new Webhook(secret).sign(message.id, now, message.body))
      .join(" "),
  };
}
