import type { Configuration } from "../../apps/gateway/src/configuration/configuration";
import { readConfiguration } from "../../apps/gateway/src/configuration/read-configuration";

/** What all processes of the proof agree on. */
export type SenderSettings = {
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** `host:port` of the receivers. */
  readonly receivers: readonly string[];
  /** When the proof began, in milliseconds since 1970. */
  readonly startedAtMs: number;
};

/** Retries wait for minutes and hours; nobody who waits for a proof does. */
const SPEED = 60;

/** A clock that all processes share, and that runs ahead of the machine's. */
export function senderNow({ startedAtMs }: SenderSettings): () => Date {
  return () => new Date(startedAtMs + (Date.now() - startedAtMs) * SPEED);
}

/** The configuration of every process. */
export function senderConfiguration(settings: SenderSettings): Configuration {
  return readConfiguration(
    {
      DATABASE_URL: settings.databaseUrl,
      DATA_DIR: settings.dataDir,
      ENCRYPTION_KEYS: `proof:${Buffer.alloc(32, 5).toString("base64")}`,
      ADMIN_API_KEY: "proof-of-webhooks-admin-key",
      LOG_LEVEL: "silent",
      OUTBOUND_ALLOW: settings.receivers.join(","),
    },
    () => {
      throw new Error("There are no secret files here.");
    },
  );
}
