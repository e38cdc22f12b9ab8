import { UnsupportedError } from "../errors";
import type { MediaLeases } from "./media-leases";

/** For hosts without a public address: whatever a platform would have to fetch is refused. */
export function createRefusingMediaLeases(): MediaLeases {
  return {
    async grant() {
      throw new UnsupportedError({
        message:
          "The platform fetches this kind of media from a public address, and this host offers none. Give the pipeline media leases, or post a kind of media that is sent.",
      });
    },
    release: async () => undefined,
  };
}
