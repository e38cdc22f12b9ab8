import type { AccountDescription } from "@upload-post/core/connector";
import { z } from "zod";
import type { CreatorInfo } from "./creator-info";

const liveAccountSchema = z.object({
  privacyLevels: z.array(z.string()),
  commentDisabled: z.boolean(),
  duetDisabled: z.boolean(),
  stitchDisabled: z.boolean(),
});

/** The connector's own facts in an account description: what options and checks are narrowed by. */
export type LiveAccount = z.infer<typeof liveAccountSchema>;

/** Takes them from creator info. */
export function toLiveAccount(info: CreatorInfo): LiveAccount {
  return {
    privacyLevels: [...info.privacyLevels],
    commentDisabled: info.commentDisabled,
    duetDisabled: info.duetDisabled,
    stitchDisabled: info.stitchDisabled,
  };
}

/** Reads them back; `null` for an account that was not asked, or that only takes drafts. */
export function readLiveAccount(account: AccountDescription | null): LiveAccount | null {
  const parsed = liveAccountSchema.safeParse(account?.live);
  return parsed.success ? parsed.data : null;
}
