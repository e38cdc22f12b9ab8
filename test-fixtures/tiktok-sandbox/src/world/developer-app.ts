import { z } from "zod";

/** The scopes a TikTok app can be given for Login Kit, Display and Content Posting (SC, SR). */
export const tiktokScopes = [
  "user.info.basic",
  "user.info.profile",
  "user.info.stats",
  "video.list",
  "video.publish",
  "video.upload",
] as const;

/** A verified place from which TikTok pulls media (MT). */
export interface UrlProperty {
  readonly kind: "domain" | "prefix";
  /** `static.example.com`, or `https://host/path/`. */
  readonly value: string;
  /** Part of the signature file's name and content. */
  readonly token: string;
  verified: boolean;
}

/** What a developer registers; everything but the name has a default. */
export const developerAppSchema = z.strictObject({
  clientKey: z.string().min(1),
  clientSecret: z.string().min(1),
  name: z.string().default("An app under development"),
  platform: z.enum(["web", "desktop"]).default("web"),
  redirectUris: z.array(z.string()).default([]),
  scopes: z.array(z.enum(tiktokScopes)).default([...tiktokScopes]),
  audited: z.boolean().default(true).describe("Content Posting audit passed."),
  stage: z
    .enum(["live", "unapproved", "sandbox"])
    .default("live")
    .describe("unapproved: Login Kit refuses; sandbox: only target users, never public."),
  targetUsers: z.array(z.string()).max(10).default([]).describe("Usernames, sandbox stage only."),
  activeUserCap: z.int().min(1).default(1000).describe("Posting users in 24 h, once audited."),
  webhookUrl: z.string().nullable().default(null),
});

/** What a developer registers, with defaults left out. */
export type DeveloperAppInput = z.input<typeof developerAppSchema>;

/** A registered app. */
export type DeveloperApp = z.infer<typeof developerAppSchema> & {
  readonly urlProperties: UrlProperty[];
};

/** Whether the app posts under the limits of an unaudited client (SB: a sandbox behaves as one). */
export function isUnaudited(app: DeveloperApp): boolean {
  return !app.audited || app.stage !== "live";
}
