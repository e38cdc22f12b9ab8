import type { Connector } from "@upload-post/core/connector";
import { createHostAllowList } from "@upload-post/core/connector-kit";
import { createTiktokApi } from "./api/tiktok-api";
import { createCapabilities } from "./capabilities";
import { describeAccount } from "./creator/describe-account";
import { createAuthorization } from "./login-kit/create-authorization";
import { checkDraft } from "./options/check-draft";
import { tiktokPostOptions } from "./options/tiktok-post-options";
import { createPublishing } from "./post/create-publishing";
import { readSettings } from "./settings/read-settings";
import type { TiktokConnectorOptions } from "./settings/tiktok-connector-options";
import { createWebhooks } from "./webhooks/create-webhooks";

/**
 * Makes the TikTok connector: Login Kit, Direct Post, inbox drafts, photos, status and webhooks.
 *
 * @example
 * const tiktok = createTiktokConnector({ clientKey: "aw…", clientSecret });
 *
 * @throws ConfigurationError naming every wrong option.
 */
export function createTiktokConnector(options: TiktokConnectorOptions) {
  const settings = readSettings(options);
  const api = createTiktokApi(settings);
  const runtime = { settings, api, uploadHosts: createHostAllowList(settings.uploadHosts) };
  return {
    specificationVersion: "v1",
    id: "tiktok",
    displayName: "TikTok",
    capabilities: createCapabilities(settings.appType),
    authorization: createAuthorization(runtime),
    describeAccount: (request) => describeAccount(request, { api, now: settings.now }),
    options: tiktokPostOptions,
    check: checkDraft,
    publishing: createPublishing(runtime),
    webhooks: createWebhooks(settings),
    // MT 5.3, "URL prefix": TikTok looks for its file below the verified prefix.
    publicDocuments: ({ mediaPrefix }) =>
      settings.urlVerificationFiles.map(({ name, content }) => ({
        path: `${mediaPrefix}${name}`,
        contentType: "text/plain",
        body: content,
      })),
  } satisfies Connector;
}
