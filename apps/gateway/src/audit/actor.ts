import type { Caller } from "../access/caller";

/**
 * Who did something.
 *
 * - `api_key`: whoever holds that key; `id` is the key's (`bootstrap` for the operator's own).
 * - `owner`: the owner of an account, on a page of this gateway or at the platform; `id` is the caller's own id of them.
 * - `platform`: the platform said so; `id` is its name.
 * - `gateway`: this service by itself, or its operator on the machine; `id` names the command, if it was one.
 */
export type Actor = {
  readonly kind: "api_key" | "owner" | "platform" | "gateway";
  readonly id: string | null;
  /** The request it happened in; `null` outside of one. */
  readonly requestId: string | null;
};

/** This service, doing its work. */
export const gatewayActor: Actor = { kind: "gateway", id: null, requestId: null };

/** The API key of a request. */
export function actorOf({ keyId, requestId }: Pick<Caller, "keyId" | "requestId">): Actor {
  return { kind: "api_key", id: keyId, requestId };
}

/** An account's owner; `null` when it is not one person who can be named. */
export function ownerActor(user: string | null): Actor {
  return { kind: "owner", id: user, requestId: null };
}

/** A platform, by its name. */
export function platformActor(platform: string): Actor {
  return { kind: "platform", id: platform, requestId: null };
}
