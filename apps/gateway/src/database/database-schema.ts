import type { AccessTables } from "./tables/access-tables";
import type { ConnectionTables } from "./tables/connection-tables";
import type { CredentialTables } from "./tables/credential-tables";
import type { IdempotencyTables } from "./tables/idempotency-tables";
import type { LimitTables } from "./tables/limit-tables";
import type { MediaTables } from "./tables/media-tables";
import type { PauseTables } from "./tables/pause-tables";
import type { PlatformWebhookTables } from "./tables/platform-webhook-tables";
import type { PostTables } from "./tables/post-tables";
import type { RecordTables } from "./tables/record-tables";
import type { WebhookTables } from "./tables/webhook-tables";

/** Every table of the gateway; each room describes its own in one file of `tables/`. */
export type DatabaseSchema = AccessTables &
  IdempotencyTables &
  CredentialTables &
  ConnectionTables &
  LimitTables &
  MediaTables &
  PauseTables &
  PostTables &
  PlatformWebhookTables &
  RecordTables &
  WebhookTables;
