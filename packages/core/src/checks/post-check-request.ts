import type { AccountDescription, Connector, DeliveryMode, MediaFacts } from "../connector";

/** A post as its caller wrote it: options are not parsed yet. */
export type PostCheckRequest = {
  readonly connector: Connector;
  readonly mode: DeliveryMode;
  readonly media: readonly MediaFacts[];
  readonly title: string | null;
  readonly text: string | null;
  readonly options: unknown;
  /** `null` when the account was not asked; rules that depend on it are then left out. */
  readonly account: AccountDescription | null;
  /** Options that may still be missing, because their owner decides later on a page. */
  readonly undecided: readonly string[];
};
