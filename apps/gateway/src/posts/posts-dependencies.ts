import type { AccountDescription, Connector } from "@upload-post/core/connector";
import type { CancelNow } from "../deliveries/cancel-now";
import type { GatewayFoundation } from "../gateway-foundation";
import type { MediaPorts } from "../media/create-media-ports";

/** A connection that a post may name. */
export type PostableConnection = {
  readonly id: string;
  readonly platform: string;
  /** The caller's own id of the account's owner. */
  readonly user: string;
  readonly connector: Connector;
  /** As the platform named it when it was connected; shown when it says nothing now. */
  readonly account: {
    readonly displayName: string | null;
    readonly username: string | null;
  } | null;
};

/** Media that a post may name. */
export type PostableMedia = NonNullable<Awaited<ReturnType<MediaPorts["findMedia"]>>[number]>;

/** What the posts room is given. */
export type PostsDependencies = Pick<
  GatewayFoundation,
  "configuration" | "database" | "draining" | "jobs" | "logger" | "now"
> & {
  /** A connection of the tenant, whatever its state; `null` when there is none. */
  findConnection(tenantId: string, connectionId: string): Promise<PostableConnection | null>;
  /**
   * Refuses a connection that cannot post in this mode now.
   *
   * @throws ApiError `connection_not_active`, `reauthorization_required`, `scope_missing`, with `next_action`.
   */
  requireUsable(tenantId: string, connectionId: string, mode: "publish" | "draft"): Promise<void>;
  /**
   * What the account may do now; `null` when the platform cannot be asked at the moment.
   *
   * @throws ApiError `reauthorization_required` when the platform refuses the grant.
   */
  describeAccount(tenantId: string, connectionId: string): Promise<AccountDescription | null>;
  readonly findMedia: MediaPorts["findMedia"];
  /** The bytes of media, for the review page. */
  readonly openMedia: MediaPorts["openMedia"];
  readonly holdMedia: MediaPorts["holdMedia"];
  /** Seals a review link's token, so that the link can be shown again. */
  readonly tokenSealer: {
    seal(tenantId: string, postId: string, token: string): string;
    open(tenantId: string, postId: string, sealed: string): string;
  };
  /** Carries out a wish to cancel that is stored with a delivery, if nobody has it in hand. */
  readonly cancelNow: CancelNow;
  /** Waits; resolves early when `signal` aborts. */
  delay(ms: number, signal: AbortSignal): Promise<void>;
};
