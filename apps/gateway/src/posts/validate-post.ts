import type { PostIssue } from "@upload-post/core/connector";
import type { Caller } from "../access/caller";
import { errorCodes } from "../http/error-codes";
import { toApiError } from "../http/error-response";
import type { PostRequest } from "./post-request";
import type { PostsDependencies } from "./posts-dependencies";
import { publishTime } from "./publish-time";
import { requireConsent } from "./require-consent";
import { placeIssue, resolvePost } from "./resolve-targets";

/** What validating found. */
export type PostValidation = {
  readonly valid: boolean;
  readonly issues: readonly PostIssue[];
  readonly deliveries: readonly {
    readonly connection: string;
    /** What would be sent, without anything secret; `null` when an error stands in the way. */
    readonly request_preview: Record<string, unknown> | null;
  }[];
};

/** Makes every check that posting would make, and nothing else. */
export async function validatePost(
  dependencies: PostsDependencies,
  caller: Caller,
  request: PostRequest,
): Promise<PostValidation> {
  try {
    const now = dependencies.now();
    requireConsent(caller, request, now);
    publishTime(request.publish_at, now);
    const resolved = await resolvePost(dependencies, caller, request);
    const issues = resolved.targets.flatMap(({ check, target, account }, index) => {
      const placed = check.issues.map((issue) => placeIssue(issue, index, target));
      const blocked = account?.blockedBy ?? null;
      if (blocked === null) return placed;
      const path = `/targets/${index}/connection`;
      // A reached cap makes the post wait; it does not make it wrong.
      return [
        ...placed,
        { path, code: blocked.code, message: blocked.message, severity: "warning" as const },
      ];
    });
    return {
      valid: !issues.some(({ severity }) => severity === "error"),
      issues,
      deliveries: resolved.targets.map(({ connection, target, check }) => ({
        connection: connection.id,
        request_preview: check.draft === null ? null : preview(target.mode, check.draft),
      })),
    };
  } catch (error) {
    const refusal = toApiError(error);
    // A request we could not check at all is not an invalid post.
    if (errorCodes[refusal.code].status >= 500) throw error;
    const errors = refusal.options.errors ?? [{ path: "", message: refusal.options.detail }];
    const issues = errors.map(
      ({ path, message }): PostIssue => ({ path, code: refusal.code, message, severity: "error" }),
    );
    return { valid: false, issues, deliveries: [] };
  }
}

function preview(
  mode: string,
  draft: {
    readonly title: string | null;
    readonly text: string | null;
    readonly options: Readonly<Record<string, unknown>>;
    readonly media: readonly {
      readonly kind: string;
      readonly type: string;
      readonly sizeBytes: number;
    }[];
  },
): Record<string, unknown> {
  return {
    mode,
    title: draft.title,
    text: draft.text,
    options: draft.options,
    media: draft.media.map(({ kind, type, sizeBytes }) => ({ kind, type, size_bytes: sizeBytes })),
  };
}
