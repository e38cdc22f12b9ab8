/** Header templates: `{first}`, `{last}`, `{length}` and `{total}` are replaced by the part's own decimal numbers. */
export type HeaderTemplates = Readonly<Record<string, string>>;

/**
 * When receiving bytes makes something visible.
 *
 * - `never`: bytes are staged; a later step commits.
 * - `on-last-byte`: the part that completes the media commits. The pipeline arms the commit before it.
 */
export type TransferCommit = "never" | "on-last-byte";

/** Sequential ranges to one URL; resumed from what the server acknowledges. */
export type PushOffsetPlan = {
  readonly kind: "push-offset";
  readonly mediaIndex: number;
  /** May be a bearer secret: sealed at rest, never logged. */
  readonly url: string;
  readonly method: "PUT" | "POST";
  readonly headers: HeaderTemplates;
  readonly partSizeBytes: number;
  /** `absorb`: the last part takes the remainder and is longer; `short`: the remainder is a part of its own. */
  readonly remainder: "absorb" | "short";
  /** `fixed`: parts begin only at multiples of the part size; `any`: wherever the server stopped. */
  readonly boundaries: "fixed" | "any";
  readonly commit: TransferCommit;
  /** When the URL dies, ISO 8601; `null` when it does not or is unknown. */
  readonly expiresAt: string | null;
};

/**
 * A multipart form around the bytes: fields sent before the file, in order. `null` where a plan has
 * one means a raw body.
 */
export type FormEnvelope = {
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly fileField: string;
  readonly fileName: string;
};

/** Each part to its own URL; receipts are kept, since the server often cannot be asked. */
export type PushPartsPlan = {
  readonly kind: "push-parts";
  readonly mediaIndex: number;
  readonly parts: readonly {
    readonly offsetBytes: number;
    readonly lengthBytes: number;
    readonly url: string;
    readonly method: "PUT" | "POST";
    readonly headers: HeaderTemplates;
    readonly form: FormEnvelope | null;
  }[];
  readonly commit: TransferCommit;
  readonly expiresAt: string | null;
};

/** The whole media in one request, raw or as one field of a multipart form. */
export type PushWholePlan = {
  readonly kind: "push-whole";
  readonly mediaIndex: number;
  readonly url: string;
  readonly method: "PUT" | "POST";
  readonly headers: HeaderTemplates;
  readonly form: FormEnvelope | null;
  readonly commit: TransferCommit;
  readonly expiresAt: string | null;
};

/** The platform fetches the media itself, from leased public URLs of the host. */
export type PullPlan = { readonly kind: "pull"; readonly mediaIndexes: readonly number[] };

/** How bytes get to the platform, as data: JSON-serialisable, executed by the pipeline, never by the connector. */
export type TransferPlan = PushOffsetPlan | PushPartsPlan | PushWholePlan | PullPlan;
