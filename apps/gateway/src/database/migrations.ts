import type { Migration } from "kysely/migration";
import * as access from "./migrations/0001-access";
import * as idempotency from "./migrations/0002-idempotency";
import * as keyv from "./migrations/0003-keyv";
import * as rateLimits from "./migrations/0004-rate-limits";
import * as media from "./migrations/0010-media";
import * as credentials from "./migrations/0020-credentials";
import * as connections from "./migrations/0021-connections";
import * as posts from "./migrations/0030-posts";
import * as eventsAndAudit from "./migrations/0040-events-and-audit";
import * as deliveryAttempts from "./migrations/0041-delivery-attempts";
import * as pauses from "./migrations/0042-pauses";
import * as deliveryDeadlines from "./migrations/0043-delivery-deadlines";
import * as webhooks from "./migrations/0050-webhooks";
import * as platformWebhooks from "./migrations/0060-platform-webhooks";
import * as deliveryTurns from "./migrations/0061-delivery-turns";
import * as platformLimits from "./migrations/0062-platform-limits";
import * as refreshes from "./migrations/0070-refreshes";
import * as largeTables from "./migrations/0071-large-tables";
import * as mediaVersions from "./migrations/0080-media-versions-and-quotas";
import * as mediaUse from "./migrations/0081-media-use";
import * as restored from "./migrations/0090-restored";
import * as dueByConnection from "./migrations/0091-due-by-connection";

/**
 * Every migration, by the name it is recorded under. Numbers belong to rooms: the foundation has
 * 0001-0009, media 0010-0019, connections 0020-0029, posts 0030-0039, the engine
 * 0040-0049, webhooks 0050-0059, refreshes 0070-0079, media and their quotas
 * 0080-0089. There is no way down: a migration only adds, so that the previous release still runs beside it.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001-access": access,
  "0002-idempotency": idempotency,
  "0003-keyv": keyv,
  "0004-rate-limits": rateLimits,
  "0010-media": media,
  "0020-credentials": credentials,
  "0021-connections": connections,
  "0030-posts": posts,
  "0040-events-and-audit": eventsAndAudit,
  "0041-delivery-attempts": deliveryAttempts,
  "0042-pauses": pauses,
  "0043-delivery-deadlines": deliveryDeadlines,
  "0050-webhooks": webhooks,
  "0060-platform-webhooks": platformWebhooks,
  "0061-delivery-turns": deliveryTurns,
  "0062-platform-limits": platformLimits,
  "0070-refreshes": refreshes,
  "0071-large-tables": largeTables,
  "0080-media-versions-and-quotas": mediaVersions,
  "0081-media-use": mediaUse,
  "0090-restored": restored,
  "0091-due-by-connection": dueByConnection,
};
