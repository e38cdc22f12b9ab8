import type { PassingRequest } from "./fault-plan";

type CallDescription = {
  /** The flow that makes it. */
  readonly flow: string;
  readonly says: string;
  readonly matches: (request: PassingRequest) => boolean;
};

const post = (path: string) => (request: PassingRequest) =>
  request.method === "POST" && request.path === path;

const token = post("/v2/oauth/token/");
const creatorInfo = post("/v2/post/publish/creator_info/query/");
const status = post("/v2/post/publish/status/fetch/");
const pull = ({ method, path }: PassingRequest) =>
  method === "GET" && path.startsWith("/public/media/");

/** Where a part of media begins and ends; `null` for every other request. */
function partOf({ contentRange }: PassingRequest) {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(contentRange ?? "");
  if (match === null) return null;
  const [first = 0, last = 0, total = 0] = match.slice(1).map(Number);
  return { isFirst: first === 0, isLast: last + 1 === total };
}

const part = (isFirst: boolean, isLast: boolean) => (request: PassingRequest) => {
  const found = partOf(request);
  return found !== null && found.isFirst === isFirst && found.isLast === isLast;
};

/** Every call between the gateway and a platform, once for each moment at which it means something else. */
export const upstreamCalls = {
  exchange: { flow: "connect", says: "the code for tokens", matches: token },
  "user-info": {
    flow: "connect",
    says: "whose account it is",
    matches: ({ path }) => path === "/v2/user/info/",
  },
  "options-creator-info": {
    flow: "publishing options",
    says: "creator info for the caller",
    matches: creatorInfo,
  },
  "create-creator-info": {
    flow: "create a post",
    says: "creator info for the checks",
    matches: creatorInfo,
  },
  "check-creator-info": {
    flow: "publish a video",
    says: "creator info before anything is sent",
    matches: creatorInfo,
  },
  "init-publish": {
    flow: "publish a video",
    says: "init",
    matches: post("/v2/post/publish/video/init/"),
  },
  "only-chunk": { flow: "publish a video", says: "the only chunk", matches: part(true, true) },
  status: { flow: "publish a video", says: "status while TikTok works", matches: status },
  "reconcile-status": {
    flow: "publish a video",
    says: "status after the answer to the last chunk was lost",
    matches: status,
  },
  "init-draft": {
    flow: "draft of a video",
    says: "init",
    matches: post("/v2/post/publish/inbox/video/init/"),
  },
  "first-chunk": { flow: "draft of a large video", says: "chunk 1", matches: part(true, false) },
  "middle-chunk": {
    flow: "draft of a large video",
    says: "a chunk in the middle",
    matches: part(false, false),
  },
  "last-chunk": {
    flow: "draft of a large video",
    says: "the last chunk",
    matches: part(false, true),
  },
  "photo-publish": {
    flow: "publish photos",
    says: "init, which commits",
    matches: post("/v2/post/publish/content/init/"),
  },
  "photo-draft": {
    flow: "draft of photos",
    says: "init, which commits",
    matches: post("/v2/post/publish/content/init/"),
  },
  "first-pull": { flow: "publish photos", says: "TikTok fetches photo 1", matches: pull },
  "last-pull": { flow: "publish photos", says: "TikTok fetches the last photo", matches: pull },
  "late-refresh": {
    flow: "publish a video",
    says: "refresh of a token that has expired",
    matches: token,
  },
  "early-refresh": {
    flow: "publish a video",
    says: "refresh of a token that still works",
    matches: token,
  },
  "observe-status": {
    flow: "observe a published post",
    says: "status, for the post's id",
    matches: status,
  },
  "observe-creator-info": {
    flow: "observe a published post",
    says: "creator info, for the address",
    matches: creatorInfo,
  },
  revoke: {
    flow: "disconnect",
    says: "withdraw the grant",
    matches: post("/v2/oauth/revoke/"),
  },
} as const satisfies Readonly<Record<string, CallDescription>>;

/** The name of a call. */
export type UpstreamCall = keyof typeof upstreamCalls;

/** All of them, in the order of the table. */
export const upstreamCallNames = Object.keys(upstreamCalls) as readonly UpstreamCall[];
