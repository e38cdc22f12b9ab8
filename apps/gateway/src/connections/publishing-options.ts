import type {
  AccountDescription,
  Connector,
  DeliveryMode,
  JsonObject,
  MediaKind,
} from "@upload-post/core/connector";
import type { Connection } from "./connection";
import { type ConnectionDependencies, findConnector } from "./connection-dependencies";
import { describeAccount } from "./describe-account";

/** What an account may post right now. */
export type PublishingOptions = {
  readonly connector: Connector;
  readonly connection: Connection;
  readonly description: AccountDescription;
  /** The kind of media that the schemas are for. */
  readonly media: MediaKind;
  /** What is left of counted quotas: by the platform where it tells, otherwise by our own rows. */
  readonly remaining: Readonly<Record<string, number | null>>;
  /** The modes that the owner has granted. */
  readonly modes: readonly DeliveryMode[];
  /** The options of each mode as JSON Schema; `null` for a mode that cannot be used. */
  readonly schemas: Readonly<Record<DeliveryMode, JsonObject | null>>;
};

/**
 * Asks the platform what a connection may post right now.
 *
 * @param media the kind of media; `null`: video where the platform takes it
 * @throws ApiError when the connection cannot be used; UploadPostError when the platform cannot be asked.
 */
export async function publishingOptions(
  dependencies: ConnectionDependencies,
  connection: Connection,
  asked: MediaKind | null,
): Promise<PublishingOptions> {
  const description = await describeAccount(dependencies, connection);
  const connector = findConnector(dependencies, connection.platform);
  if (connector === null) throw new Error("A platform cannot be switched off while it runs.");
  const media = asked ?? (connector.capabilities.video === null ? "image" : "video");
  const modes = connector.capabilities.modes.filter((mode) =>
    connector.capabilities.requiredScopes[mode].every((scope) =>
      connection.grantedScopes.includes(scope),
    ),
  );
  const schemaOf = (mode: DeliveryMode): JsonObject | null =>
    modes.includes(mode)
      ? connector.options({ mode, media, account: description }).jsonSchema
      : null;
  return {
    connector,
    connection,
    description,
    media,
    remaining: await remainingOf(dependencies, { connector, connection, description }),
    modes,
    schemas: { publish: schemaOf("publish"), draft: schemaOf("draft") },
  };
}

async function remainingOf(
  { platformLimits }: ConnectionDependencies,
  found: Pick<PublishingOptions, "connector" | "connection" | "description">,
): Promise<PublishingOptions["remaining"]> {
  const { connector, connection, description } = found;
  const accountId = connection.account?.id;
  const counted =
    accountId === undefined ? {} : await platformLimits.remaining({ connector, accountId });
  const told = Object.entries(description.remaining).filter(([, left]) => left !== null);
  return { ...description.remaining, ...counted, ...Object.fromEntries(told) };
}
