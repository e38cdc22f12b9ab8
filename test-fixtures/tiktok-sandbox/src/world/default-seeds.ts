import type { DeveloperAppInput } from "./developer-app";
import type { TiktokUserInput } from "./tiktok-user";

/** An audited web app. Its registered redirect URI is https; `loopback: "allow"` adds http on loopback. */
export const DEFAULT_WEB_APP = {
  clientKey: "awsandboxweb0001",
  clientSecret: "sandbox-web-client-secret-0001",
  name: "Sandbox web app",
  platform: "web",
  redirectUris: ["https://client.example/oauth/tiktok/callback"],
} as const satisfies DeveloperAppInput;

/** An audited desktop app: loopback redirect on any port, PKCE with a hex challenge. */
export const DEFAULT_DESKTOP_APP = {
  clientKey: "awsandboxdesktop0001",
  clientSecret: "sandbox-desktop-client-secret-0001",
  name: "Sandbox desktop app",
  platform: "desktop",
  redirectUris: [
    "http://127.0.0.1:*/oauth/tiktok/callback",
    "http://localhost:*/oauth/tiktok/callback",
  ],
} as const satisfies DeveloperAppInput;

/** A web app that has not passed the Content Posting audit. */
export const DEFAULT_UNAUDITED_APP = {
  clientKey: "awsandboxunaudited0001",
  clientSecret: "sandbox-unaudited-client-secret-0001",
  name: "Sandbox unaudited app",
  platform: "web",
  audited: false,
  redirectUris: ["https://client.example/oauth/tiktok/callback"],
} as const satisfies DeveloperAppInput;

/** The three apps of a fresh sandbox. */
export const defaultApps: readonly DeveloperAppInput[] = [
  DEFAULT_WEB_APP,
  DEFAULT_DESKTOP_APP,
  DEFAULT_UNAUDITED_APP,
];

/** The three accounts of a fresh sandbox. */
export const defaultUsers: readonly TiktokUserInput[] = [
  { username: "ada.public", nickname: "Ada Public", bio: "Posts for everyone", verified: true },
  { username: "ben.private", nickname: "Ben Private", privateAccount: true },
  {
    username: "cleo.quiet",
    nickname: "Cleo Quiet",
    commentsOff: true,
    duetsOff: true,
    stitchesOff: true,
    maxVideoSeconds: 60,
  },
];
