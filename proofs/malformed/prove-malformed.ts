import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPostgresServer } from "../../apps/gateway/test/postgres-server";
import type { Prove } from "../proof";
import { type AttackSize, attackGateway } from "./attack-gateway";
import { startGatewayProcess } from "./gateway-process";

/** For each of the two databases. */
const sizes: Readonly<Record<"short" | "long", AttackSize>> = {
  short: { requests: 3_000, warmUp: 1_000, raw: 250 },
  long: { requests: 250_000, warmUp: 25_000, raw: 2_500 },
};

const mebibyte = 1024 * 1024;

/** A hundred bytes kept of each request of the long form would be more. */
const mostHeapGrowthBytes = 16 * mebibyte;

/** The embedded database lives in the process, with the rows that the requests make. */
const mostGrowthBytes = { embedded: 100 * mebibyte, postgresql: 50 * mebibyte };

const adminKey = "malformed-proof-admin-key-0123456789";

/** Sends a running gateway what nobody should send, and demands refusals. */
export const prove: Prove = async ({ seed, long, progress }) => {
  const form = long ? "long" : "short";
  const size = sizes[form];
  const figures: Record<string, unknown> = {};
  const missed: string[] = [];
  const postgres = await openPostgresServer();
  try {
    for (const engine of ["embedded", "postgresql"] as const) {
      const dataDir = await mkdtemp(join(tmpdir(), "upload-post-malformed-"));
      const database: Record<string, string> =
        engine === "embedded" ? {} : { DATABASE_URL: await postgres.createDatabase() };
      const gateway = await startGatewayProcess({
        DATA_DIR: dataDir,
        ADMIN_API_KEY: adminKey,
        ENCRYPTION_KEYS: `malformed:${Buffer.alloc(32, 7).toString("base64")}`,
        TIKTOK_CLIENT_KEY: "malformed",
        TIKTOK_CLIENT_SECRET: "malformed-client-secret",
        // Nobody is there, and nobody else is ever asked.
        TIKTOK_API_ORIGIN: "http://127.0.0.1:2",
        TIKTOK_AUTHORIZE_ORIGIN: "http://127.0.0.1:2",
        TIKTOK_UPLOAD_HOSTS: "127.0.0.1:2",
        ...database,
      });
      try {
        const result = await attackGateway(gateway, { adminKey, size, seed });
        const { missed: own, ...measured } = result;
        figures[engine] = measured;
        missed.push(...own.map((sentence) => `${engine}: ${sentence}`));
        const { heapBytes, residentBytes } = result.grownBy;
        if (heapBytes > mostHeapGrowthBytes || residentBytes > mostGrowthBytes[engine]) {
          missed.push(
            `${engine}: ${inMebibytes(residentBytes)} MiB more memory, ${inMebibytes(heapBytes)} of it kept by the program.`,
          );
        }
        progress(`${engine}: ${result.sent} requests, ${result.rawSent} raw`);
      } finally {
        await gateway.stop();
        await rm(dataDir, { recursive: true, force: true });
      }
    }
  } finally {
    await postgres.stop();
  }
  return { figures, missed };
};

function inMebibytes(bytes: number): number {
  return Math.round(bytes / mebibyte);
}
