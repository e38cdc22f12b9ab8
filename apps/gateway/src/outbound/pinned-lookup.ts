import type { LookupFunction } from "node:net";
import { isPublicAddress } from "./is-public-address";
import { OutboundError } from "./outbound-error";
import { notPublic } from "./outbound-target";
import type { ResolveHost } from "./resolve-host";

/**
 * A lookup that a socket connects by. It asks once, refuses the host if **any** answer is not public,
 * and hands the checked answers to the socket: there is no second question that a rebinding name
 * server could answer differently.
 */
export function createPinnedLookup(resolveHost: ResolveHost): LookupFunction {
  return (hostname, options, callback) => {
    resolveHost(hostname).then(
      (answers) => {
        const [first] = answers;
        if (first === undefined) return callback(unresolved(), "", 0);
        if (!answers.every(({ address }) => isPublicAddress(address))) {
          return callback(notPublic(), "", 0);
        }
        if (options.all) return callback(null, [...answers]);
        return callback(null, first.address, first.family);
      },
      (cause) => callback(unresolved({ cause }), "", 0),
    );
  };
}

function unresolved(options?: ErrorOptions): OutboundError {
  return new OutboundError("unreachable", "The host name could not be resolved.", options);
}
