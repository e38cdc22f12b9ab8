import { createHash } from "node:crypto";
import { openIdOf } from "../oauth/open-id";
import type { CommitRecord } from "../publish/commit-record";
import type {
  FailReason,
  PostInfo,
  TaskKind,
  TaskStatus,
  VideoFacts,
} from "../publish/publish-task";
import type { LoggedRequest } from "../server/request-log";
import type { OutgoingWebhook } from "../webhooks/webhook-outbox";
import type { World } from "../world/world";

/** A token as it may be shown: never its value. */
export interface InspectedToken {
  readonly kind: "access" | "refresh";
  readonly clientKey: string;
  readonly username: string;
  readonly scopes: readonly string[];
  /** Lower-case hex of the value. */
  readonly sha256: string;
  readonly last4: string;
  readonly expiresAt: string;
  /** Whether the platform would take it right now. */
  readonly valid: boolean;
}

/** A publish task and what became of it. */
export interface InspectedTask {
  readonly publishId: string;
  readonly kind: TaskKind;
  readonly source: "FILE_UPLOAD" | "PULL_FROM_URL";
  readonly clientKey: string;
  readonly username: string;
  readonly openId: string;
  readonly status: TaskStatus;
  readonly failReason: FailReason | null;
  readonly postInfo: PostInfo;
  readonly createdAt: string;
  readonly committedAt: string | null;
  readonly uploadedBytes: number | null;
  readonly downloadedBytes: number | null;
  readonly discarded: boolean;
  /** Files as received, in order; `path` exists while media are kept. */
  readonly media: readonly { path: string; sizeBytes: number; sha256: string }[];
  readonly video: VideoFacts | null;
  readonly posts: readonly InspectedPost[];
}

/** A post on a profile. */
export interface InspectedPost {
  /** Digits: the number does not fit a double. */
  readonly id: string;
  readonly privacyLevel: string;
  readonly public: boolean;
  readonly createdAt: string;
}

/** An upload URL's progress; its secret is left out. */
export interface InspectedUpload {
  readonly uploadId: string;
  readonly publishId: string;
  readonly videoSize: number;
  readonly chunkSize: number;
  readonly totalChunkCount: number;
  readonly receivedBytes: number;
  readonly complete: boolean;
  readonly expiresAt: string;
}

/** A webhook as sent. */
export type InspectedWebhook = Readonly<OutgoingWebhook>;

/** What a test may look at. Nothing in here is a secret. */
export interface Inspection {
  tokens(): InspectedToken[];
  tasks(): InspectedTask[];
  uploads(): InspectedUpload[];
  /** Every acceptance after which the platform posts by itself: the truth about duplicates. */
  commits(): CommitRecord[];
  requests(): LoggedRequest[];
  webhooks(): InspectedWebhook[];
}

/** Makes windows into a world. */
export function createInspection(world: () => World): Inspection {
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    tokens: () => inspectTokens(world()),
    tasks: () =>
      [...world().tasks.values()].map(({ abort: _, urls: __, receivedAt: ___, ...task }) => ({
        ...task,
        openId: openIdOf(task.clientKey, task.username),
        createdAt: iso(task.createdAt),
        committedAt: task.committedAt === null ? null : iso(task.committedAt),
        posts: task.posts.map((post) => ({
          id: String(post.id),
          privacyLevel: post.privacyLevel,
          public: post.public,
          createdAt: iso(post.createdAt),
        })),
      })),
    uploads: () =>
      [...world().uploads.values()].map(({ uploadId, publishId, plan, ...upload }) => ({
        uploadId,
        publishId,
        ...plan,
        receivedBytes: upload.receivedBytes,
        complete: upload.receivedBytes === plan.videoSize,
        expiresAt: iso(upload.expiresAt),
      })),
    commits: () => [...world().commits],
    requests: () => world().requests.list(),
    webhooks: () => world().webhooks.list(),
  };
}

function inspectTokens(world: World): InspectedToken[] {
  const { accessTokens, refreshTokens, grants } = world.oauth;
  const access = [...accessTokens.values()].map((token) => ({
    token,
    kind: "access" as const,
    dead: token.dead,
  }));
  const refresh = [...refreshTokens.values()].map((token) => ({
    token,
    kind: "refresh" as const,
    dead: token.dead || token.replaced,
  }));
  return [...access, ...refresh].flatMap(({ token, kind, dead }) => {
    const grant = grants.get(token.grantId);
    return grant === undefined
      ? []
      : [
          {
            kind,
            clientKey: grant.clientKey,
            username: grant.username,
            scopes: grant.scopes,
            sha256: createHash("sha256").update(token.value).digest("hex"),
            last4: token.value.slice(-4),
            expiresAt: new Date(token.expiresAt).toISOString(),
            valid: !dead && world.clock.now() < token.expiresAt,
          },
        ];
  });
}
