/** The publisher room: connect and publish from one process, for teams with a backend of their own. */
export type { ConnectedAccount, PendingAuthorization } from "./connected-account";
export { createPublisher, type Publisher } from "./create-publisher";
export type { PublishRequest, PublishResult } from "./publish-request";
export type { PublisherOptions } from "./publisher-options";
