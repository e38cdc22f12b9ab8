import {
  type AccountDescription,
  type Credential,
  createSecret,
  type JsonObject,
  type MediaFacts,
  type PostDraft,
  type StepContext,
} from "@upload-post/core/connector";
import { createTiktokConnector, type TiktokConnectorOptions } from "../../src";
import { createFakeFetch, type RecordedRequest } from "./fake-fetch";

/** The moment at which these tests happen, unless they say otherwise. */
export const start = new Date("2026-11-22T10:00:00.000Z");

/** A moment after {@link start}. */
export function later(minutes: number): Date {
  return new Date(start.getTime() + minutes * 60_000);
}

/** A connector on a fake `fetch` and a clock that the test sets. */
export function fixture(
  answer: (request: RecordedRequest) => Response | Promise<Response>,
  options: Partial<TiktokConnectorOptions> = {},
) {
  const fake = createFakeFetch(answer);
  const clock = { now: start };
  const connector = createTiktokConnector({
    clientKey: "ck",
    clientSecret: "canary-client-secret",
    fetch: fake.fetch,
    now: () => clock.now,
    random: (lengthBytes) => new Uint8Array(lengthBytes).fill(7),
    ...options,
  });
  return { connector, clock, requests: fake.requests };
}

/** A credential that holds both posting scopes. */
export function credential(overrides: Partial<Credential> = {}): Credential {
  return {
    secrets: {
      access_token: createSecret("act.canary-access"),
      refresh_token: createSecret("rft.canary-refresh"),
    },
    facts: { open_id: "-000owner" },
    expiresAt: later(120),
    grantedScopes: ["user.info.basic", "video.publish", "video.upload"],
    refresh: { mode: "token", notBefore: null, deadline: later(10_000), rotation: "single-use" },
    ...overrides,
  };
}

/** Facts of a video. */
export function video(overrides: Partial<MediaFacts> = {}): MediaFacts {
  return {
    kind: "video",
    sizeBytes: 25_000_000,
    sha256: "a".repeat(64),
    type: "video/mp4",
    video: {
      durationSeconds: 12,
      widthPixels: 1080,
      heightPixels: 1920,
      frameRate: 30,
      videoCodec: "avc",
      audioCodec: "aac",
    },
    image: null,
    ...overrides,
  };
}

/** Facts of a photo. */
function photo(): MediaFacts {
  return {
    kind: "image",
    sizeBytes: 200_000,
    sha256: "b".repeat(64),
    type: "image/jpeg",
    video: null,
    image: { widthPixels: 1080, heightPixels: 1440 },
  };
}

/** Options of a direct post as the schema gives them back. */
export const publishOptions: JsonObject = {
  privacy_level: "SELF_ONLY",
  allow_comment: true,
  allow_duet: false,
  allow_stitch: false,
  brand_organic: false,
  brand_content: false,
  ai_generated: false,
};

/** A draft of a directly posted video. */
export function videoDraft(overrides: Partial<PostDraft> = {}): PostDraft {
  return {
    mode: "publish",
    media: [video()],
    title: null,
    text: "A caption",
    options: publishOptions,
    ...overrides,
  };
}

/** A draft of two directly posted photos. */
export function photoDraft(overrides: Partial<PostDraft> = {}): PostDraft {
  return {
    mode: "publish",
    media: [photo(), photo()],
    title: "A title",
    text: "A description",
    options: {
      privacy_level: "PUBLIC_TO_EVERYONE",
      allow_comment: false,
      auto_add_music: true,
      brand_organic: false,
      brand_content: false,
      cover_index: 1,
    },
    ...overrides,
  };
}

/** What a step gets. */
export function stepContext(overrides: Partial<StepContext> = {}): StepContext {
  return {
    deliveryId: "dlv_1",
    draft: videoDraft(),
    credential: credential(),
    accountId: "-000owner",
    checkpoint: checkpoint({}),
    transfer: null,
    leases: [],
    signal: new AbortController().signal,
    ...overrides,
  };
}

/** A stored checkpoint. */
export function checkpoint(data: JsonObject) {
  return {
    version: 1,
    data: { username: null, publishId: null, upload: null, awaitingSince: null, ...data },
  };
}

/** A checkpoint after a successful init of a video. */
export function uploading(overrides: JsonObject = {}) {
  return checkpoint({
    publishId: "v_pub_file~v2-1.7400000000000000001",
    upload: {
      url: "https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=canary-upload",
      issuedAt: start.toISOString(),
      handedOut: true,
    },
    ...overrides,
  });
}

/** What creator info answers for a public account. */
export const creatorInfo = {
  creator_avatar_url: "https://p16.example.com/avatar.jpg",
  creator_username: "owner_handle",
  creator_nickname: "Owner",
  privacy_level_options: ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
  comment_disabled: false,
  duet_disabled: false,
  stitch_disabled: true,
  max_video_post_duration_sec: 300,
};

/** The same, as a description. */
export function account(overrides: Partial<AccountDescription> = {}): AccountDescription {
  return {
    account: { displayName: "Owner", username: "owner_handle", avatarUrl: null },
    blockedBy: null,
    maxVideoDurationSeconds: 300,
    remaining: {},
    live: {
      privacyLevels: [...creatorInfo.privacy_level_options],
      commentDisabled: false,
      duetDisabled: false,
      stitchDisabled: true,
    },
    validUntil: later(1),
    ...overrides,
  };
}

/** A signal that nobody aborts. */
export function signal(): AbortSignal {
  return new AbortController().signal;
}
