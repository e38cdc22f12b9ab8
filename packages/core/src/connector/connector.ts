import type { AccountDescription } from "./account-description";
import type { ConnectorAuthorization } from "./connector-authorization";
import type { ConnectorCapabilities } from "./connector-capabilities";
import type { ConnectorPublishing } from "./connector-publishing";
import type { ConnectorWebhooks } from "./connector-webhooks";
import type { PostIssue } from "./post-draft";
import type { PostOptions, PostOptionsRequest } from "./post-options";
import type { PublicAddress, PublicDocument } from "./public-document";
import type { AccountRequest, DraftCheckRequest } from "./publishing-step";

/**
 * One platform, seen by the rest of the house. Version 1 of the contract.
 *
 * A factory returns a plain object (`createAcmeConnector(options) satisfies Connector`). Every member
 * is required: what differs between platforms is data, not missing methods. `fetch`, base URLs and the
 * clock are injected into the factory. A connector stores nothing and retries nothing.
 */
export interface Connector {
  /** Lets a later core accept connectors written for an earlier contract. */
  readonly specificationVersion: "v1";
  /** kebab-case, unique among the registered; appears in URLs and in stored state. */
  readonly id: string;
  /** For people. */
  readonly displayName: string;
  readonly capabilities: ConnectorCapabilities;
  readonly authorization: ConnectorAuthorization;
  /** Asks the platform what this account may do right now. */
  describeAccount(request: AccountRequest): Promise<AccountDescription>;
  /** The options of a mode, narrowed to what the account offers. Pure. */
  options(request: PostOptionsRequest): PostOptions;
  /** Rules that the capabilities cannot express: across fields, or by account. Pure. */
  check(request: DraftCheckRequest): readonly PostIssue[];
  readonly publishing: ConnectorPublishing;
  readonly webhooks: ConnectorWebhooks;
  /** What the host must serve to the platform, at these addresses. Pure; empty for most. */
  publicDocuments(address: PublicAddress): readonly PublicDocument[];
}
