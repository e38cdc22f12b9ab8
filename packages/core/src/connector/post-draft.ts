import type { DeliveryMode } from "./delivery-mode";
import type { JsonObject } from "./json";
import type { MediaFacts } from "./media";

/**
 * What is to be posted to one account, resolved: target overrides are applied, options are those the
 * schema gave back. The same object is checked, reviewed and sent.
 */
export type PostDraft = {
  readonly mode: DeliveryMode;
  /** In order; at least one. */
  readonly media: readonly MediaFacts[];
  readonly title: string | null;
  readonly text: string | null;
  /** As parsed by the connector's schema for this mode; opaque to everybody else. */
  readonly options: JsonObject;
};

/** Something that is wrong (or noteworthy) about a draft, found before anything reaches the platform. */
export type PostIssue = {
  /** JSON pointer into the draft: `/text`, `/media/0`, `/options/privacy_level`. */
  readonly path: string;
  /** What programs branch on, snake_case, stable. */
  readonly code: string;
  /** For people: what is wrong, with which thing, what to do. */
  readonly message: string;
  readonly severity: "error" | "warning";
};
