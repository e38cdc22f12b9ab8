import { z } from "zod";

/** A TikTok account. Interaction flags say what the owner set to "No one". */
export const tiktokUserSchema = z.strictObject({
  username: z.string().min(1).describe("The handle, without @."),
  nickname: z.string().default("A creator"),
  bio: z.string().default(""),
  verified: z.boolean().default(false),
  followers: z.int().min(0).default(12),
  following: z.int().min(0).default(7),
  likes: z.int().min(0).default(40),
  privateAccount: z.boolean().default(false),
  commentsOff: z.boolean().default(false),
  duetsOff: z.boolean().default(false),
  stitchesOff: z.boolean().default(false),
  maxVideoSeconds: z.int().min(1).default(300),
  appVersion: z.string().default("40.1.0").describe("The TikTok app on the owner's phone."),
  dailyPostCap: z.int().min(0).default(15).describe("Direct posts in 24 h, all apps together."),
  pendingShareCap: z.int().min(0).default(5).describe("Drafts in the inbox."),
  banned: z.boolean().default(false).describe("Banned from posting."),
  deleted: z.boolean().default(false),
});

/** An account as seeded, with defaults left out. */
export type TiktokUserInput = z.input<typeof tiktokUserSchema>;

/** A TikTok account. */
export type TiktokUser = z.infer<typeof tiktokUserSchema>;

/** The levels this account may choose from (CI): a public one has Everyone, a private one Followers. */
export function privacyLevelOptions(user: TiktokUser): string[] {
  return user.privateAccount
    ? ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
    : ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"];
}
