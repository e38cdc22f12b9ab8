import { apiRules } from "./api-rules";
import { authorizeRules } from "./authorize-rules";
import { cancelRules } from "./cancel-rules";
import { creatorRules } from "./creator-rules";
import { directRules } from "./direct-rules";
import { inboxRules } from "./inbox-rules";
import { mediaRules } from "./media-rules";
import { oauthRules } from "./oauth-rules";
import { photoRules } from "./photo-rules";
import { pullRules } from "./pull-rules";
import { revokeRules } from "./revoke-rules";
import { sourceRules } from "./source-rules";
import { statusRules } from "./status-rules";
import { uploadRules } from "./upload-rules";
import { userRules } from "./user-rules";
import { webhookRules } from "./webhook-rules";

/** Every rule the sandbox keeps, and the test that breaks it. */
export const ruleMatrix = [
  ...authorizeRules,
  ...oauthRules,
  ...revokeRules,
  ...apiRules,
  ...userRules,
  ...creatorRules,
  ...directRules,
  ...inboxRules,
  ...photoRules,
  ...sourceRules,
  ...uploadRules,
  ...pullRules,
  ...statusRules,
  ...cancelRules,
  ...mediaRules,
  ...webhookRules,
] as const;

/** Id of a rule; code that refuses something names one, so an unknown id does not compile. */
export type RuleId = (typeof ruleMatrix)[number]["id"];
