import type { DeliveryCredentials, MediaLeases, Pipeline } from "@upload-post/core";
import type { Connector, MediaFacts, MediaSource } from "@upload-post/core/connector";
import type { GatewayFoundation } from "../gateway-foundation";

/** A connected account, as far as the engine needs it. */
export type DeliverableAccount = {
  readonly connectionId: string;
  /** The platform's stable id of the account. */
  readonly accountId: string;
  readonly connector: Connector;
  readonly credentials: DeliveryCredentials;
};

/** Seals what a delivery remembers: it holds upload URLs, which are bearer secrets. */
export type DeliveryStateSealer = {
  seal(at: { readonly tenantId: string; readonly deliveryId: string }, text: string): string;
  open(at: { readonly tenantId: string; readonly deliveryId: string }, sealed: string): string;
};

/** What the delivery engine is given. */
export type EngineDependencies = Pick<
  GatewayFoundation,
  "database" | "jobs" | "logger" | "now" | "platformLimits" | "telemetry"
> & {
  readonly pipeline: Pipeline;
  readonly leases: MediaLeases;
  readonly stateSealer: DeliveryStateSealer;
  /** The account of a connection, or `null` when it is disconnected for good. */
  findAccount(tenantId: string, connectionId: string): Promise<DeliverableAccount | null>;
  /** Asks the platform whether a grant is gone, and marks its connection if that is proven. */
  confirmAuthorization(tenantId: string, connectionId: string): Promise<void>;
  /** What is known of a post's media, in order; also after the bytes are gone. */
  describeMedia(tenantId: string, mediaIds: readonly string[]): Promise<readonly MediaFacts[]>;
  /** The media of a post, in order. */
  openMedia(tenantId: string, mediaIds: readonly string[]): Promise<readonly MediaSource[]>;
};
