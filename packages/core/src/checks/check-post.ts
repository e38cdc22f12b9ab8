import type {
  AccountDescription,
  Connector,
  DeliveryMode,
  JsonObject,
  MediaFacts,
  PostDraft,
  PostIssue,
} from "../connector";
import { checkMedia } from "./check-media";
import { checkOptions } from "./check-options";
import { checkText } from "./check-text";

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

/** What checking found. `draft` is `null` when an error stands in the way. */
export type PostCheck = { readonly draft: PostDraft | null; readonly issues: readonly PostIssue[] };

/**
 * Every check that can be made without changing anything at the platform: media, texts, options, the
 * connector's own rules. The draft it gives back is what is reviewed and sent.
 */
export async function checkPost(request: PostCheckRequest): Promise<PostCheck> {
  const { connector, mode, media, title, text, account } = request;
  if (!connector.capabilities.modes.includes(mode)) {
    const message = `${connector.displayName} has no mode "${mode}". Choose one of: ${connector.capabilities.modes.join(", ")}.`;
    return { draft: null, issues: [{ path: "/mode", code: "mode", message, severity: "error" }] };
  }
  const parsed = await checkOptions(request);
  const options: JsonObject = parsed.options ?? {};
  const draft: PostDraft = { mode, media, title, text, options };
  const issues = [
    ...checkMedia(connector, draft),
    ...checkText(connector, draft),
    ...parsed.issues,
    ...(parsed.options === null ? [] : connector.check({ draft, account })),
  ];
  const failed = issues.some((issue) => issue.severity === "error");
  return { draft: failed ? null : draft, issues };
}
