import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { AccountDescription } from "./account-description";
import type { DeliveryMode } from "./delivery-mode";
import type { JsonObject } from "./json";
import type { MediaKind } from "./media";

/** What is being asked options for. Without an account the schema offers what any account may have. */
export type PostOptionsRequest = {
  readonly mode: DeliveryMode;
  readonly media: MediaKind;
  readonly account: AccountDescription | null;
};

/**
 * The options of one delivery mode, for one account.
 *
 * Every property of `jsonSchema` carries `title` and `description`, so that a host can render a form
 * and a document without knowing the platform.
 */
export type PostOptions = {
  /** Strict: unknown keys are refused, also prototype keys. The output is what goes into the draft. */
  readonly schema: StandardSchemaV1<unknown, JsonObject>;
  /** The same as JSON Schema (2020-12), an object type. */
  readonly jsonSchema: JsonObject;
  /**
   * Names of options the owner must decide by hand: never preselected, at most shown as a suggestion.
   * A host that has no page for it must not publish without the owner's recorded consent.
   */
  readonly ownerDecisions: readonly string[];
  /** Statements the owner must see before consenting, already filled with links; depends on chosen options. */
  declarations(options: JsonObject): readonly OwnerDeclaration[];
};

/** A sentence the platform demands beside the publish button. */
export type OwnerDeclaration = {
  readonly text: string;
  readonly links: readonly { readonly label: string; readonly url: string }[];
};
