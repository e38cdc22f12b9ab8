import type { DeliveryMode } from "./delivery-mode";
import type { MediaKind } from "./media";
import type { PlatformLimitRules } from "./platform-limits";

/** An inclusive range; `null` at either end for "no limit known". */
export type Limits = { readonly min: number | null; readonly max: number | null };

/** What the platform takes as video. Every figure's source stands beside it in the connector. */
export type VideoRules = {
  /** Media types, such as `video/mp4`. */
  readonly types: readonly string[];
  /** Codecs by the names of {@link VideoFacts}; empty for "any". */
  readonly videoCodecs: readonly string[];
  readonly sizeBytes: Limits;
  /** Longest and shortest for any account; an account may be allowed less. */
  readonly durationSeconds: Limits;
  /** Width and height alike. */
  readonly sidePixels: Limits;
  readonly frameRate: Limits;
  /** How many a post may carry. */
  readonly count: Limits;
};

/** What the platform takes as image. */
export type ImageRules = {
  readonly types: readonly string[];
  readonly sizeBytes: Limits;
  readonly shortSidePixels: Limits;
  readonly longSidePixels: Limits;
  readonly count: Limits;
};

/**
 * How a text field is treated. `ignored` fields give a warning when they are filled.
 *
 * Several rules for the same field all apply. A limit that no unit expresses (weighted characters) is
 * `maxLength: null` here and a rule in the connector's `check`.
 */
export type TextRule = {
  readonly mode: DeliveryMode;
  readonly media: MediaKind;
  readonly field: "title" | "text";
  readonly treatment: "sent" | "ignored";
  /** Longest, counted in `unit`; `null` for no known limit. */
  readonly maxLength: number | null;
  readonly unit: "utf16" | "code-points" | "graphemes" | "bytes";
};

/** What a platform needs to reach from outside. */
export type ConnectorNeeds = {
  /** The owner's browser must come back to a public https address (not loopback). */
  readonly publicCallbackUrl: boolean;
  /** Kinds of media that the platform fetches from us over public https. */
  readonly publicMediaUrl: readonly MediaKind[];
  readonly inboundWebhook: "none" | "optional" | "required";
};

/** Something the owner or caller must say before consent can begin (an instance, a handle). */
export type AuthorizationInput = {
  readonly name: string;
  readonly label: string;
  /** `origin` inputs are fetched from: hosts apply their public-address rule to them. */
  readonly kind: "origin" | "handle" | "text";
};

/** Static facts about a connector: JSON, so that hosts can publish them and documents can be made from them. */
export type ConnectorCapabilities = {
  readonly modes: readonly DeliveryMode[];
  /** `null` where the platform takes none. */
  readonly video: VideoRules | null;
  readonly image: ImageRules | null;
  /** Whether one post may carry both kinds. */
  readonly mixesKinds: boolean;
  readonly text: readonly TextRule[];
  /** How often the platform may be called, and how much it takes. */
  readonly limits: PlatformLimitRules;
  readonly needs: ConnectorNeeds;
  /** Every scope the connector may ask for, with what it lets us do, in words for the owner. */
  readonly scopes: readonly { readonly scope: string; readonly purpose: string }[];
  /** The scopes that each mode cannot do without. */
  readonly requiredScopes: Readonly<Record<DeliveryMode, readonly string[]>>;
  /** Always asked for, whatever the mode: identification. */
  readonly identityScopes: readonly string[];
  readonly refresh: "none" | "token" | "self";
  readonly authorizationInputs: readonly AuthorizationInput[];
};
