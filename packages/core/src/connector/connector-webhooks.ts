/** An incoming request, untouched: signatures cover raw bytes. */
export type WebhookRequest = {
  readonly method: "GET" | "POST";
  readonly rawBody: Uint8Array;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
};

/** What a platform hints at. A hint to observe, never a fact by itself. */
export type WebhookEvent =
  | {
      readonly kind: "authorization-removed";
      readonly accountId: string;
      /** The platform's own reason, for the audit trail. */
      readonly reason: string;
    }
  | {
      readonly kind: "post-changed";
      readonly accountId: string;
      /** The `handle` of a {@link RemotePost}. */
      readonly handle: string;
    }
  | { readonly kind: "ignored"; readonly name: string };

/** Whether a request is the platform's, what it says, and what it must be answered. */
export type WebhookVerification =
  | {
      readonly kind: "accepted";
      /** Stable over redeliveries of the same event, for de-duplication. */
      readonly deduplicationKey: string;
      readonly events: readonly WebhookEvent[];
      readonly reply: {
        readonly status: number;
        readonly contentType: string;
        readonly body: string;
      };
    }
  | { readonly kind: "refused"; readonly reason: string };

/** Incoming notifications of the platform. */
export interface ConnectorWebhooks {
  /** Checks signature and age, then reads the events. Never throws for bad input: it refuses. */
  verify(request: WebhookRequest): Promise<WebhookVerification>;
}
