import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadEmbeddedPostgres } from "../../apps/gateway/test/reachable-postgres";
import { freePort } from "../../scripts/demo/free-port.mjs";

/** How a PostgreSQL goes down: all kicked out, no clean end, or the postmaster killed. */
export const postgresEnds = ["SIGINT", "SIGQUIT", "SIGKILL"] as const;

/** One of {@link postgresEnds}. */
export type PostgresEnd = (typeof postgresEnds)[number];

/** A real PostgreSQL that can be taken down and brought back. */
export type MortalPostgres = {
  readonly url: string;
  /** Takes it down, waits, and starts it again. */
  readonly restart: (end: PostgresEnd, downMs: number) => Promise<void>;
  readonly stop: () => Promise<void>;
};

const TRIES = 40;

/** Starts one from npm in a temporary directory. */
export async function startMortalPostgres(): Promise<MortalPostgres> {
  const directory = await mkdtemp(join(tmpdir(), "upload-post-kill-postgres-"));
  const port = await freePort();
  const isRoot = userInfo().uid === 0;
  await chmod(directory, 0o755);
  const EmbeddedPostgres = await loadEmbeddedPostgres(directory, isRoot);
  const data = join(directory, "data");
  const make = () =>
    new EmbeddedPostgres({
      databaseDir: data,
      port,
      user: "postgres",
      password: "postgres",
      persistent: true,
      createPostgresUser: isRoot,
      // Processes are killed here, never the machine.
      postgresFlags: ["-c", "fsync=off", "-c", "max_connections=150", "-k", ""],
      onLog: () => undefined,
      onError: () => undefined,
    });
  let server = make();
  await server.initialise();
  await server.start();
  const start = async () => {
    for (let tries = 1; ; tries += 1) {
      server = make();
      try {
        return await server.start();
      } catch (error) {
        // The backends of a killed postmaster have to notice before the next one may begin.
        if (tries === TRIES) throw new Error("PostgreSQL does not come back.", { cause: error });
        await sleep(250);
      }
    }
  };
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
    async restart(end, downMs) {
      const [pid] = (await readFile(join(data, "postmaster.pid"), "utf8")).split("\n");
      process.kill(Number(pid), end);
      await sleep(downMs);
      await start();
    },
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
