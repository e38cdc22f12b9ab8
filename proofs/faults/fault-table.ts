import type { Fault } from "./fault";
import type { UpstreamCall } from "./upstream-call";

/** What the words of the table mean. The proof compares them with what it sees, letter by letter. */
export const demandMeanings = {
  published:
    "the delivery waits where it must, ends `published` or `in_inbox`, exactly one post is out at TikTok, and the connection stays active",
  unconfirmed:
    "TikTok cannot be asked what became of it: `unconfirmed`, never repeated, at most one post is out",
  "reconnect, then published":
    "TikTok has spent the refresh token and its answer is lost: `reauthorization_required`, the delivery waits, and ends as `published` once the owner has consented again",
  "failed: …": "the delivery ends `failed` with this code, and nothing is out",
  answered: "the caller gets its answer at once",
  connected: "the connection is active",
  "not connected: …":
    "the connection ends with this code, no credential is kept, and a new link connects",
  "refused: …":
    "the caller gets this code and nothing has changed; the same call is answered afterwards",
  "ended, then withdrawn":
    "the connection ends at once for everybody here, and no token works at TikTok in the end",
  "–": "does not happen at this call",
} as const;

/** The end that is demanded. */
export type Demand = string;

type Row = { readonly otherwise: Demand } & Readonly<Partial<Record<Fault, Demand>>>;

/** The answer was lost to a call that may have worked. */
const lostAnswers = [
  "reset-before",
  "reset-during",
  "reset-after",
  "accepted-reset",
  "accepted-close",
  "silence",
  "accepted-silence",
  "slow-answer",
  "http-500",
  "http-502",
  "http-503",
  "http-504",
  "accepted-http-502",
  "truncated-json",
  "html",
  "error-body",
] as const satisfies readonly Fault[];

/** The same, where the platform has really acted. */
const lostAcceptances = [
  "accepted-reset",
  "accepted-close",
  "accepted-silence",
  "slow-answer",
  "accepted-http-502",
  "truncated-json",
] as const satisfies readonly Fault[];

const limits = ["http-429", "http-429-retry-after"] as const satisfies readonly Fault[];

function each(faults: readonly Fault[], demand: Demand): Partial<Record<Fault, Demand>> {
  return Object.fromEntries(faults.map((fault) => [fault, demand]));
}

const asked = (verb: "refused" | "not connected"): Row => ({
  otherwise: `${verb}: platform_unavailable`,
  ...each(limits, `${verb}: rate_limited`),
  "wrong-json": `${verb}: platform_contract_broken`,
  "answered-twice": verb === "refused" ? "answered" : "connected",
});

const published: Row = { otherwise: "published" };

/** Nothing is out before the step that fails, so what is no passing fault ends the delivery. */
const beforeAnythingIsOut: Row = {
  otherwise: "published",
  "wrong-json": "failed: platform_contract_broken",
};

const photo: Row = {
  otherwise: "published",
  ...each(lostAnswers, "unconfirmed"),
  "wrong-json": "unconfirmed",
};

const pull: Row = {
  otherwise: "published",
  // The platform's own network.
  ...each(["connection-refused", "unknown-host"], "–"),
  // What TikTok then holds is no photo.
  ...each(["wrong-json", "html", "error-body"], "failed: media_rejected"),
};

/**
 * The end that every fault at every call must come to: the one source of docs/fault-table.md and of
 * the proof.
 */
export const faultTable: Readonly<Record<UpstreamCall, Row>> = {
  exchange: {
    otherwise: "not connected: platform_unavailable",
    ...each(limits, "not connected: rate_limited"),
    // The code may be spent.
    ...each(lostAnswers, "not connected: outcome_unknown"),
    "wrong-json": "not connected: platform_contract_broken",
    "answered-twice": "connected",
  },
  "user-info": asked("not connected"),
  "options-creator-info": asked("refused"),
  "create-creator-info": {
    // Checked once more before anything is sent.
    otherwise: "published",
    "wrong-json": "refused: platform_contract_broken",
  },
  "check-creator-info": beforeAnythingIsOut,
  "init-publish": beforeAnythingIsOut,
  "only-chunk": published,
  status: published,
  "reconcile-status": published,
  "init-draft": beforeAnythingIsOut,
  "first-chunk": published,
  "middle-chunk": published,
  "last-chunk": published,
  "photo-publish": photo,
  "photo-draft": photo,
  "first-pull": pull,
  "last-pull": pull,
  "late-refresh": {
    otherwise: "published",
    ...each(lostAcceptances, "reconnect, then published"),
    "wrong-json": "failed: platform_contract_broken",
  },
  "early-refresh": published,
  "observe-status": published,
  "observe-creator-info": published,
  revoke: { otherwise: "ended, then withdrawn" },
};

/** The end that a fault at a call must come to. */
export function demandOf(call: UpstreamCall, fault: Fault): Demand {
  const row = faultTable[call];
  return row[fault] ?? row.otherwise;
}
