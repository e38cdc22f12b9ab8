import type { JsonObject, PostDraft, PostIssue } from "../connector";
import { checkMedia } from "./check-media";
import { checkOptions } from "./check-options";
import { checkText } from "./check-text";
import type { PostCheckRequest } from "./post-check-request";

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
