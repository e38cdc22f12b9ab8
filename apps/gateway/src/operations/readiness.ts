import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import type { GatewayDatabase } from "../database/gateway-database";

/** One thing that must work before the gateway can serve. */
export type ReadinessCheck = {
  readonly name: string;
  /** Resolves when it works, rejects when not. */
  readonly run: () => Promise<void>;
};

/** What came of the checks. */
export type Readiness = {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, "ok" | "failed">>;
  /** Why a check failed, for the log. */
  readonly errors: readonly unknown[];
};

const CHECK_TIMEOUT_MS = 5_000;

/** Runs all checks at once; one that does not answer in time has failed. */
export async function checkReadiness(checks: readonly ReadinessCheck[]): Promise<Readiness> {
  const errors: unknown[] = [];
  const results = await Promise.all(
    checks.map(async ({ name, run }): Promise<[string, "ok" | "failed"]> => {
      try {
        await withTimeout(run(), name);
        return [name, "ok"];
      } catch (error) {
        errors.push(error);
        return [name, "failed"];
      }
    }),
  );
  return { ready: errors.length === 0, checks: Object.fromEntries(results), errors };
}

/**
 * The same check, which is not begun again while it runs: what hangs is asked once, however often a
 * balancer asks, and holds no second connection.
 */
export function oneAtATime({ name, run }: ReadinessCheck): ReadinessCheck {
  let running: Promise<void> | undefined;
  return {
    name,
    run: () => {
      running ??= run().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}

/** The database takes a row and gives it back. */
export function databaseCheck({ kysely }: Pick<GatewayDatabase, "kysely">): ReadinessCheck {
  return {
    name: "database",
    run: async () => {
      const written = randomUUID();
      const { rows } = await sql<{ holder: string }>`
        insert into leases (name, holder, expires_at) values ('readiness', ${written}, now())
        on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
        returning holder`.execute(kysely);
      if (rows[0]?.holder !== written) throw new Error("The database gave back another row.");
    },
  };
}

/** The process is not on its way out. */
export function servingCheck(draining: AbortSignal): ReadinessCheck {
  return {
    name: "serving",
    run: async () => draining.throwIfAborted(),
  };
}

/** A file can be made in a directory. */
export function writableDirectoryCheck(name: string, directory: string): ReadinessCheck {
  return {
    name,
    run: async () => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const probe = join(directory, `.probe-${randomUUID()}`);
      await writeFile(probe, "probe", { mode: 0o600, flag: "wx" });
      await rm(probe);
    },
  };
}

async function withTimeout(run: Promise<void>, name: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new Error(`The check "${name}" did not answer within ${CHECK_TIMEOUT_MS} ms.`);
    timer = setTimeout(reject, CHECK_TIMEOUT_MS, error);
  });
  try {
    await Promise.race([run, late]);
  } finally {
    clearTimeout(timer);
  }
}
