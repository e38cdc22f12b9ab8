/** Where a rule was read: slug under `developers.tiktok.com/doc/`, and the date of the copy. */
export interface SourcePage {
  readonly page: string;
  readonly read: string;
}

const portal = (slug: string, read: string): SourcePage => ({
  page: `https://developers.tiktok.com/doc/${slug}`,
  read,
});

/** The pages behind the codes in the rule matrix. */
export const sourcePages = {
  LKW: portal("login-kit-web", "2026-08-04"),
  LKD: portal("login-kit-desktop", "2026-08-04"),
  OAT: portal("oauth-user-access-token-management", "2026-08-04"),
  OTM: portal("oauth-user-access-token-management", "2026-11-05"),
  OTR: portal("oauth-refresh-a-user-access-token", "2026-11-02"),
  OTV: portal("oauth-revoke-a-user-access-token", "2026-11-02"),
  OAE: portal("oauth-error-handling", "2026-08-04"),
  CAT: portal("client-access-token-management", "2026-11-05"),
  UI: portal("tiktok-api-v2-get-user-info", "2026-08-04"),
  V2E: portal("tiktok-api-v2-error-handling", "2026-08-04"),
  RL: portal("tiktok-api-v2-rate-limit", "2026-08-04"),
  CI: portal("content-posting-api-reference-query-creator-info", "2026-08-04"),
  DP: portal("content-posting-api-reference-direct-post", "2026-08-24"),
  UP: portal("content-posting-api-reference-upload-video", "2026-08-04"),
  PH: portal("content-posting-api-reference-photo-post", "2026-08-04"),
  ST: portal("content-posting-api-reference-get-video-status", "2026-08-04"),
  MT: portal("content-posting-api-media-transfer-guide", "2026-08-04"),
  WO: portal("webhooks-overview", "2026-08-04"),
  WE: portal("webhooks-events", "2026-08-04"),
  WV: portal("webhooks-verification", "2026-08-04"),
  CSG: portal("content-sharing-guidelines", "2026-08-04"),
  PZ: { page: "https://github.com/gitroomhq/postiz-app", read: "2026-08-21" },
  PFM: { page: "https://github.com/DayMoonDevelopment/post-for-me", read: "2026-08-12" },
  GH: { page: "public GitHub threads", read: "2026-09" },
} as const satisfies Record<string, SourcePage>;

/** Code of a source page. */
export type SourcePageCode = keyof typeof sourcePages;
