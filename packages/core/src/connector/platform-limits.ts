import type { DeliveryMode } from "./delivery-mode";

/** A call of a connector's that a limit may count; steps by their names. */
export type LimitedCall =
  | "describe-account"
  | "observe"
  | "reconcile"
  | "locate"
  | "abandon"
  | `step:${string}`;

/** Who shares what a limit allows: one account, or every account of the operator's app. */
export type SharedBy = "account" | "app";

/**
 * How often the platform lets itself be called: at most `calls` in any stretch of `windowMs`. Hosts
 * count before they call, so that the platform never has to refuse.
 */
export type CallLimit = {
  /** snake_case, unique within the connector; callers see it. */
  readonly name: string;
  readonly scope: SharedBy;
  readonly calls: number;
  readonly windowMs: number;
  /** Each makes at most one call that counts; one that makes none now and then is counted all the same. */
  readonly appliesTo: readonly LimitedCall[];
  /** Deliveries of other modes do not count. */
  readonly modes: readonly DeliveryMode[];
};

/**
 * How many posts the platform takes within `windowMs`. Hosts only wait once the platform has said that
 * there is no more room: it alone knows what other apps posted, and what the owner did with a draft.
 */
export type PostLimit = {
  /** snake_case, unique within the connector; its name in `AccountDescription.remaining`. */
  readonly name: string;
  readonly scope: SharedBy;
  /** As documented; `null` where the platform tells no number. */
  readonly posts: number | null;
  readonly windowMs: number;
  /** `publication`: a draft that its owner has posted makes room before the window is over. */
  readonly freedBy: "time" | "publication";
  /** The platform's codes for "no more room". */
  readonly codes: readonly string[];
  /** What need not be tried while there is no more room. */
  readonly appliesTo: readonly LimitedCall[];
  readonly modes: readonly DeliveryMode[];
};

/** The limits a platform documents; empty lists where it documents none. */
export type PlatformLimitRules = {
  readonly calls: readonly CallLimit[];
  readonly posts: readonly PostLimit[];
};
