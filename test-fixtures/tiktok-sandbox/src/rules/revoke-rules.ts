import type { RuleRow } from "./rule-row";

/** Revoking tokens. */
export const revokeRules = [
  {
    id: "oauth.revoke_empty",
    rule: "A successful revocation has an empty body.",
    source: "OTV",
    section: "2.3",
    confidence: "unconfirmed-switch",
    route: "POST /v2/oauth/revoke/",
    test: "answers a revocation with an empty body, or braces by switch",
  },
  {
    id: "oauth.revoke_kills_access",
    rule: "A revoked access token is dead.",
    source: "OTV",
    section: "2.3",
    confidence: "documented",
    route: "POST /v2/oauth/revoke/",
    test: "kills the access token and the connection on revocation",
  },
  {
    id: "oauth.revoke_live_access_token",
    rule: "Revocation takes a live access token.",
    source: "OTV",
    section: "2.3",
    confidence: "inferred",
    route: "POST /v2/oauth/revoke/",
    test: "refuses to revoke with an expired or unknown access token",
  },
  {
    id: "oauth.revoke_own_client",
    rule: "An app revokes its own tokens only.",
    source: "OTV",
    section: "2.3",
    confidence: "inferred",
    route: "POST /v2/oauth/revoke/",
    test: "refuses to revoke a token of another app",
  },
] as const satisfies readonly RuleRow[];
