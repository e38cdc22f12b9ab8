import { z } from "zod";
import type { Connector, ConnectorCapabilities, PostDraft, PostIssue } from "../../connector";
import { createMemoryAuthorization } from "./memory-authorization";
import { createMemoryClient } from "./memory-client";
import { memoryOptions } from "./memory-options";
import type { MemoryPlatform } from "./memory-platform";
import { createMemoryPublishing } from "./memory-publishing";
import { createMemoryWebhooks } from "./memory-webhooks";

const anySize = { min: 1, max: 1_000_000 };
const noLimits = { min: null, max: null };

const capabilities: ConnectorCapabilities = {
  modes: ["publish", "draft"],
  video: {
    types: ["video/mp4"],
    videoCodecs: [],
    sizeBytes: anySize,
    durationSeconds: noLimits,
    sidePixels: noLimits,
    frameRate: noLimits,
    count: { min: 1, max: 1 },
  },
  image: {
    types: ["image/jpeg", "image/png"],
    sizeBytes: anySize,
    shortSidePixels: noLimits,
    longSidePixels: noLimits,
    count: { min: 1, max: 4 },
  },
  mixesKinds: false,
  text: (["publish", "draft"] as const).flatMap((mode) =>
    (["video", "image"] as const).flatMap((media) => [
      {
        mode,
        media,
        field: "text" as const,
        treatment: "sent" as const,
        maxLength: 100,
        unit: "code-points" as const,
      },
      {
        mode,
        media,
        field: "title" as const,
        treatment: "ignored" as const,
        maxLength: null,
        unit: "code-points" as const,
      },
    ]),
  ),
  limits: { calls: [], posts: [] },
  needs: { publicCallbackUrl: false, publicMediaUrl: [], inboundWebhook: "optional" },
  scopes: [
    { scope: "profile", purpose: "See the name of your account" },
    { scope: "post", purpose: "Post to your account" },
  ],
  requiredScopes: { publish: ["post"], draft: ["post"] },
  identityScopes: ["profile"],
  refresh: "token",
  authorizationInputs: [],
};

/**
 * The connector of the memory platform: the whole contract, without a network. Pipelines and hosts are
 * tested with it; a new connector may be read beside it.
 */
export function createMemoryConnector(options: {
  readonly platform: MemoryPlatform;
  readonly now?: () => Date;
}): Connector {
  const now = options.now ?? (() => new Date());
  const client = createMemoryClient(options.platform);

  return {
    specificationVersion: "v1",
    id: "memory",
    displayName: "Memory",
    capabilities,
    authorization: createMemoryAuthorization(client),
    async describeAccount({ credential, signal }) {
      const answer = z.object({ name: z.string(), audiences: z.array(z.string()) });
      const account = await client.call("account", { credential, body: {}, answer, signal });
      return {
        account: { displayName: account.name, username: null, avatarUrl: null },
        blockedBy: null,
        maxVideoDurationSeconds: null,
        remaining: {},
        live: { audiences: account.audiences },
        validUntil: new Date(now().getTime() + 60_000),
      };
    },
    options: memoryOptions,
    check: ({ draft }) => findIssues(draft),
    publishing: createMemoryPublishing(client, now),
    webhooks: createMemoryWebhooks(),
    publicDocuments: () => [],
  };
}

/** The one rule across fields: the last byte of several media, or of parts, is no single moment. */
function findIssues(draft: PostDraft): readonly PostIssue[] {
  // Options that the owner has yet to decide are missing here; this rule needs none of them.
  const { commit, transfer } = draft.options;
  if (commit !== "last-byte" || (transfer === "offset" && draft.media.length === 1)) return [];
  return [
    {
      path: "/options/commit",
      code: "commit_needs_offset",
      severity: "error",
      message: "The last byte commits only for one media sent by offset. Choose another commit.",
    },
  ];
}
