import { repairAccounts } from "../accounting/repair-accounts";
import { fetchMedia } from "../fetching/fetch-media";
import { sweepFetches } from "../fetching/sweep-fetches";
import type { MediaDependencies } from "../media-dependencies";
import { sweepMedia } from "./sweep-media";
import { sweepOrphans } from "./sweep-orphans";

const FETCHES_AT_ONCE = 4;
const SWEEP_EVERY_MS = 60_000;
const ORPHANS_EVERY_MS = 60 * 60 * 1000;

/** What works in the background; `stop` begins nothing new. The job queue is stopped by its owner. */
export type MediaJobs = { readonly stop: () => void };

/** Fetches media in this process, and cleans up after everybody. */
export async function startMediaJobs(dependencies: MediaDependencies): Promise<MediaJobs> {
  const { jobs, logger, every } = dependencies;
  await jobs.work("fetch-media", FETCHES_AT_ONCE, ({ id }, signal) =>
    fetchMedia(dependencies, id, signal),
  );
  const run = async () => {
    try {
      const count = (await sweepMedia(dependencies)) + (await sweepFetches(dependencies));
      if (count > 0) logger.info({ count }, "expired media removed, forgotten fetches woken");
    } catch (error) {
      logger.warn({ error }, "sweeping media failed");
    }
  };
  const runOrphans = async () => {
    try {
      const count = await sweepOrphans(dependencies);
      if (count > 0) logger.info({ count }, "files without a row removed from the media store");
      const repaired = await repairAccounts(dependencies);
      if (repaired > 0) logger.warn({ count: repaired }, "the books of the media store were wrong");
    } catch (error) {
      logger.warn({ error }, "sweeping the media store failed");
    }
  };
  const stops = [
    every(SWEEP_EVERY_MS, () => void run()),
    every(ORPHANS_EVERY_MS, () => void runOrphans()),
  ];
  return {
    stop() {
      for (const stop of stops) stop();
    },
  };
}
