import type { Connector, PostDraft, PostIssue, TextRule } from "../connector";
import { measureText } from "./measure-text";

const unitNames: Readonly<Record<TextRule["unit"], string>> = {
  utf16: "characters (UTF-16 units, so most emoji count as two)",
  "code-points": "characters",
  graphemes: "characters",
  bytes: "bytes",
};

/** Holds title and text against the platform's rules for this mode and kind of media. */
export function checkText(
  connector: Pick<Connector, "capabilities" | "displayName">,
  draft: PostDraft,
): PostIssue[] {
  const kind = draft.media[0]?.kind;
  const issues: PostIssue[] = [];
  for (const field of ["title", "text"] as const) {
    const value = draft[field];
    if (value === null || value === "") continue;
    const rules = connector.capabilities.text.filter(
      (rule) => rule.field === field && rule.mode === draft.mode && rule.media === kind,
    );
    if (!rules.some((rule) => rule.treatment === "sent")) {
      issues.push({
        path: `/${field}`,
        code: "text_ignored",
        severity: "warning",
        message: `${connector.displayName} takes no ${field} for a ${kind} ${draft.mode}; it will not appear there.`,
      });
    }
    for (const rule of rules) {
      if (rule.treatment !== "sent" || rule.maxLength === null) continue;
      const length = measureText(value, rule.unit);
      if (length <= rule.maxLength) continue;
      issues.push({
        path: `/${field}`,
        code: "text_too_long",
        severity: "error",
        message: `The ${field} has ${length} ${unitNames[rule.unit]}; ${connector.displayName} takes at most ${rule.maxLength}. Shorten it by ${length - rule.maxLength}.`,
      });
    }
  }
  return issues;
}
