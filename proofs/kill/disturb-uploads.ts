import type { TiktokSandbox } from "@upload-post/tiktok-sandbox";
import type { Random } from "./random";

const EVERY_MS = 1_500;
/** Long enough for a cancel to come while the last bytes are under way. */
const DELAY_MS = { least: 1_000, most: 3_000 };

/**
 * From time to time holds up an upload, or cuts it in the middle of its body, so that posts are canceled
 * and gateways killed while nobody knows whether bytes have arrived.
 */
export function disturbUploads(
  { faults }: Pick<TiktokSandbox, "faults">,
  random: Random,
): { readonly stop: () => void } {
  let pending: string | null = null;
  const disturb = () => {
    if (faults.list().some(({ id }) => id === pending)) return;
    const delay = { kind: "delay", ms: random.integer(DELAY_MS.least, DELAY_MS.most) } as const;
    const drop = { kind: "drop", when: "mid" } as const;
    const effect = random.next() < 0.5 ? delay : drop;
    pending = faults.add({ target: "PUT /video/", effect }).id;
  };
  const timer = setInterval(disturb, EVERY_MS);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      if (pending !== null) faults.remove(pending);
    },
  };
}
