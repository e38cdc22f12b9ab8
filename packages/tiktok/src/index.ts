/** The TikTok connector: {@link createTiktokConnector} is all there is to call. */
export { createTiktokConnector } from "./create-tiktok-connector";
export type {
  TiktokConnectorOptions,
  UrlVerificationFile,
} from "./settings/tiktok-connector-options";
