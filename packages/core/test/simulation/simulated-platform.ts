import type { Json } from "../../src/connector";
import {
  AuthorizationRequiredError,
  ContentRejectedError,
  PlatformUnavailableError,
  RateLimitError,
} from "../../src/errors";

/** A post at the platform; `processing` and `published` ones are what must never be two. */
export type SimulatedPost = {
  readonly key: string;
  state: "processing" | "published" | "failed";
};

/** What happens to one call. `crash` kills the worker, `fork` lets another one overtake it. */
export type Mood =
  | "ok"
  | "refused"
  | "rejected"
  | "limited"
  | "expired"
  | "revoked"
  | "lost-before"
  | "lost-after"
  | "defect-before"
  | "defect-after"
  | "crash-before"
  | "crash-after"
  | "fork-after";

/** What goes wrong by default; what is named twice is twice as frequent. */
const commonFaults: readonly Mood[] = [
  "refused",
  "refused",
  "rejected",
  "limited",
  "expired",
  "revoked",
  "lost-before",
  "lost-before",
  "lost-after",
  "lost-after",
  "defect-before",
  "defect-after",
  "crash-before",
  "crash-before",
  "crash-after",
  "crash-after",
  "fork-after",
  "fork-after",
];

/** The worker has died: nothing of its run happens any more. */
export class SimulatedCrash extends Error {}

/** What the worker that makes a call offers to the simulation. */
export type CallingWorker = {
  /** Ends the run: its signal aborts. */
  readonly crash: () => SimulatedCrash;
  /** Lets another worker take the delivery and run; this one then goes on with what it has. */
  readonly fork: () => Promise<void>;
  /** Told of every call that may change something, before it does. */
  readonly beforeChange: (name: string) => void;
};

/** The ground truth of one delivery, and calls that go wrong. */
export type SimulatedPlatform = {
  readonly posts: SimulatedPost[];
  readonly uploads: Map<string, number>;
  /** Makes a call: `effect` happens, or not, and the answer arrives, or not. */
  call<T>(
    worker: CallingWorker,
    request: { readonly name: string; readonly changes: boolean },
    effect: () => T,
  ): Promise<T>;
  post(key: string): void;
  /** The post that counts, if there is one. */
  live(): SimulatedPost | undefined;
};

const message = "simulated";

/** Makes a platform on which a share of `faultRate` of all calls goes wrong, in one of `moods`. */
export function createSimulatedPlatform(options: {
  readonly random: () => number;
  readonly faultRate: number;
  readonly moods?: readonly Mood[];
}): SimulatedPlatform {
  const posts: SimulatedPost[] = [];
  return {
    posts,
    uploads: new Map(),
    post: (key) => {
      posts.push({ key, state: "processing" });
    },
    live: () => posts.find(({ state }) => state !== "failed"),
    async call(worker, { name, changes }, effect) {
      const mood = pickMood(options);
      throwBefore(mood, worker);
      if (changes) worker.beforeChange(name);
      const answer = effect();
      if (mood === "fork-after") await worker.fork();
      throwAfter(mood, worker);
      return answer;
    },
  };
}

function pickMood({
  random,
  faultRate,
  moods,
}: Parameters<typeof createSimulatedPlatform>[0]): Mood {
  if (random() >= faultRate) return "ok";
  if (moods !== undefined) return moods[Math.floor(random() * moods.length)] ?? "ok";
  const mood = commonFaults[Math.floor(random() * commonFaults.length)] ?? "ok";
  // What ends a delivery at once is kept rare, or nothing else would ever be seen.
  const rare = mood === "rejected" || mood === "revoked" || mood.startsWith("defect");
  return rare && random() < 0.8 ? "refused" : mood;
}

function throwBefore(mood: Mood, worker: CallingWorker): void {
  switch (mood) {
    case "refused":
      throw new PlatformUnavailableError({ message, effect: "none" });
    case "rejected":
      throw new ContentRejectedError({ message, field: null });
    case "limited":
      throw new RateLimitError({
        message,
        window: "burst",
        retryAfterMs: 600_000,
        limitScope: "account",
      });
    case "expired":
    case "revoked":
      throw new AuthorizationRequiredError({ message, reason: mood });
    case "lost-before":
      throw new PlatformUnavailableError({ message, effect: "possible" });
    case "defect-before":
      throw new TypeError(message);
    case "crash-before":
      throw worker.crash();
    default:
  }
}

function throwAfter(mood: Mood, worker: CallingWorker): void {
  switch (mood) {
    case "lost-after":
      throw new PlatformUnavailableError({ message, effect: "possible" });
    case "defect-after":
      throw new TypeError(message);
    case "crash-after":
      throw worker.crash();
    default:
  }
}

/** A checkpoint's data as this simulation writes it. */
export type SimulatedCheckpoint = { readonly key: string; readonly upload: string | null };

/** Reads a checkpoint back. */
export function readCheckpoint(data: Json): SimulatedCheckpoint {
  return JSON.parse(JSON.stringify(data)) as SimulatedCheckpoint;
}
