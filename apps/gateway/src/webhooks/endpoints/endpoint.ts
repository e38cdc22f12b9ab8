import type { Selectable } from "kysely";
import type { SealedValues } from "../../credentials/sealed-values";
import type { DatabaseSchema } from "../../database/database-schema";
import type { WebhookEventType } from "../webhook-event-type";
import type { DisabledReason } from "./disabled-reason";
import { openContents } from "./endpoint-secrets";

/** A row of `webhook_endpoints`. */
export type EndpointRow = Selectable<DatabaseSchema["webhook_endpoints"]>;

/** An endpoint as its tenant sees it; never its secrets. */
export type Endpoint = {
  readonly id: string;
  readonly url: string;
  readonly events: readonly WebhookEventType[];
  /** Its first failure since it last took a message; `null` while it works. */
  readonly failingSince: Date | null;
  readonly disabledAt: Date | null;
  readonly disabledReason: DisabledReason | null;
  readonly createdAt: Date;
};

/** Reads a row. */
export function toEndpoint(sealedValues: SealedValues, row: EndpointRow): Endpoint {
  return {
    id: row.id,
    url: openContents(sealedValues, row).url,
    events: row.events,
    failingSince: row.failing_since,
    disabledAt: row.disabled_at,
    disabledReason: row.disabled_reason,
    createdAt: row.created_at,
  };
}
