import { lookup } from "node:dns/promises";

/** One answer of the name system. */
export type HostAddress = { readonly address: string; readonly family: 4 | 6 };

/** Asks the name system for every address of a host. */
export type ResolveHost = (hostname: string) => Promise<readonly HostAddress[]>;

/** Resolves as every program of this machine does, `/etc/hosts` included. */
export const resolveHost: ResolveHost = async (hostname) => {
  const answers = await lookup(hostname, { all: true, verbatim: true });
  return answers.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};
