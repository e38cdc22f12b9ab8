import type { RuleRow } from "./rule-row";

/** Inbox video. */
export const inboxRules = [
  {
    id: "inbox.post_info_ignored",
    rule: "post_info on an inbox init is ignored.",
    source: "UP",
    section: "4.3",
    confidence: "wild",
    route: "POST /v2/post/publish/inbox/video/init/",
    test: "ignores post_info on an inbox init",
  },
  {
    id: "inbox.rate_6",
    rule: "6 inits in a sliding minute.",
    source: "UP",
    section: "4",
    confidence: "documented",
    route: "POST /v2/post/publish/inbox/video/init/",
    test: "answers 429 for the seventh inbox init within a minute",
  },
  {
    id: "inbox.audit_free",
    rule: "Drafts need no audit and may be posted publicly by the owner.",
    source: "GH",
    section: "4.7",
    confidence: "wild",
    route: "POST /v2/post/publish/inbox/video/init/",
    test: "lets an unaudited app send drafts to a public account, which the owner may post publicly",
  },
] as const satisfies readonly RuleRow[];
