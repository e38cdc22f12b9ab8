import type { SourcePageCode } from "./source-pages";

/** How well a rule is established. */
export type RuleConfidence =
  /** An official page states it. */
  | "documented"
  /** Developers observed it on the live service. */
  | "wild"
  /** It follows from documents or observations. */
  | "inferred"
  /** It could not be established: a switch has both readings. */
  | "unconfirmed-switch";

/** One rule of TikTok, and the test that breaks it. */
export interface RuleRow {
  readonly id: string;
  readonly rule: string;
  readonly source: SourcePageCode;
  /** Section of the facts sheet the sandbox is written from. */
  readonly section: string;
  readonly confidence: RuleConfidence;
  /** Id of a route, `*` for every one, or `portal`, `media`, `webhook`. */
  readonly route: string;
  /** Title of the test. */
  readonly test: string;
}
