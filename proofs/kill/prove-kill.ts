import { buildServer } from "../../apps/gateway/test/build-server";
import type { Prove } from "../proof";
import { proveCluster } from "./cluster-part";
import { proveEmbedded } from "./embedded-part";

const short = {
  // As few agents as keep every point busy: on two processors, more would only wait for each other.
  embedded: { kills: 60, rounds: 2, large: 1, accounts: 20, atOnce: 3 },
  cluster: {
    ...{ kills: 40, rounds: 1, large: 1, accounts: 20, atOnce: 3 },
    ...{ terminations: 10, postgresRestarts: 3, zombies: 5 },
  },
};

const long = {
  embedded: { kills: 300, rounds: 6, large: 10, accounts: 60, atOnce: 8 },
  cluster: {
    ...{ kills: 300, rounds: 6, large: 10, accounts: 60, atOnce: 8 },
    ...{ terminations: 100, postgresRestarts: 10, zombies: 50 },
  },
};

/** Kills gateways while posts are made, and accounts for every post by the platform's own record. */
export const prove: Prove = async ({ seed, long: isLong, progress }) => {
  const server = await buildServer();
  const how = { seed, serverPath: server.path, progress };
  const counts = isLong ? long : short;
  try {
    // Side by side: a gateway that starts leaves room for another that works.
    const [embedded, cluster] = await Promise.all([
      proveEmbedded({ ...how, ...counts.embedded }),
      proveCluster({ ...how, ...counts.cluster }),
    ]);
    return {
      figures: { embedded: embedded.figures, cluster: cluster.figures },
      missed: [
        ...embedded.missed.map((line) => `embedded: ${line}`),
        ...cluster.missed.map((line) => `cluster: ${line}`),
      ],
    };
  } finally {
    await server.remove();
  }
};
