/** What is posted: each kind takes another way through the gateway. */
export const postKinds = ["video", "draft", "photos", "scheduled", "canceled", "large"] as const;

/** One of {@link postKinds}. */
export type PostKind = (typeof postKinds)[number];

/** A delivery as the API showed it last. */
export type SeenDelivery = {
  readonly id: string;
  readonly status: string;
  readonly detail: string | null;
  readonly error: string | null;
  readonly postId: string | null;
};

/** One post, as its caller knows it. */
export type LedgerEntry = {
  /** Its Idempotency-Key and its `reference`. */
  readonly reference: string;
  readonly kind: PostKind;
  /** Of its media; nothing else in the proof has them. */
  digests: readonly string[];
  /** Once the gateway has accepted it. */
  postId: string | null;
  acceptedAt: number | null;
  delivery: SeenDelivery | null;
  endedAt: number | null;
  /** Whether the gateway said that it stopped it in time. */
  canceled: boolean;
  /** Why its caller gave it up, which a proof does not survive. */
  trouble: string | null;
};

/** Begins an entry. */
export function createEntry(reference: string, kind: PostKind): LedgerEntry {
  return {
    reference,
    kind,
    digests: [],
    postId: null,
    acceptedAt: null,
    delivery: null,
    endedAt: null,
    canceled: false,
    trouble: null,
  };
}

/** Whether a delivery has been canceled and waits until what was sent of it cannot arrive any more. */
export function isCanceling({ status, detail }: SeenDelivery): boolean {
  return status === "waiting" && detail === "canceling";
}

const ended = new Set(["published", "in_inbox", "failed", "canceled", "unconfirmed"]);

/** Whether a delivery has come to a state in which its caller need not wait any more. */
export function hasEnded({ status }: SeenDelivery): boolean {
  return ended.has(status);
}
