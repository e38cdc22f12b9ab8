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

/**
 * What happens to one call. `crash` kills the worker, `fork` lets another one overtake it; `late` is a
 * call that stays under way while its worker has lost the connection or has died.
 */
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
  | "fork-after"
  | "lost-late"
  | "crash-late";

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
  "lost-late",
  "crash-late",
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

/** A place that bytes are sent to; it dies by itself. */
export type SimulatedUpload = { heldBytes: number; readonly diesAtMs: number };

/** How long a place for bytes lives, and how long after that its platform may still be busy with it. */
export const uploadLifeMs = 60 * 60_000;
export const uploadSettlingMs = 10 * 60_000;

/** Bytes are under way no longer than that. */
const longestLatenessMs = 30 * 60_000;

/** The ground truth of one delivery, and calls that go wrong. */
export type SimulatedPlatform = {
  readonly posts: SimulatedPost[];
  openUpload(): string;
  /** `undefined` when it never was or is dead. */
  findUpload(id: string | null): SimulatedUpload | undefined;
  dropUpload(id: string): void;
  /** Lets everything arrive that is still under way. */
  settle(): void;
  /** Makes a call: `effect` happens, or not, or later, and the answer arrives, or not. */
  call<T>(
    worker: CallingWorker,
    request: {
      readonly name: string;
      readonly changes: boolean;
      /** Whether it may still be under way when its sender is gone. */
      readonly lingers?: boolean;
    },
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
  /** The platform's own time: it never goes back. */
  readonly nowMs: () => number;
}): SimulatedPlatform {
  const { random, nowMs } = options;
  const posts: SimulatedPost[] = [];
  const uploads = new Map<string, SimulatedUpload>();
  let underWay: { readonly arrivesAtMs: number; readonly effect: () => unknown }[] = [];
  let arrivingAtMs: number | null = null;
  const timeMs = () => arrivingAtMs ?? nowMs();
  const letArrive = (untilMs: number) => {
    const due = underWay.filter(({ arrivesAtMs }) => arrivesAtMs <= untilMs);
    underWay = underWay.filter(({ arrivesAtMs }) => arrivesAtMs > untilMs);
    for (const { arrivesAtMs, effect } of due.sort((a, b) => a.arrivesAtMs - b.arrivesAtMs)) {
      arrivingAtMs = arrivesAtMs;
      effect();
      arrivingAtMs = null;
    }
  };
  return {
    posts,
    openUpload() {
      const id = `upload-${uploads.size}`;
      uploads.set(id, { heldBytes: 0, diesAtMs: timeMs() + uploadLifeMs });
      return id;
    },
    findUpload(id) {
      const upload = uploads.get(id ?? "");
      return upload !== undefined && timeMs() < upload.diesAtMs ? upload : undefined;
    },
    dropUpload(id) {
      uploads.set(id, { heldBytes: 0, diesAtMs: 0 });
    },
    settle: () => letArrive(Number.POSITIVE_INFINITY),
    post: (key) => {
      posts.push({ key, state: "processing" });
    },
    live: () => posts.find(({ state }) => state !== "failed"),
    async call(worker, { name, changes, lingers = false }, effect) {
      const mood = pickMood(options);
      letArrive(nowMs());
      throwBefore(mood, worker);
      if (changes) worker.beforeChange(name);
      if (mood === "lost-late" || mood === "crash-late") {
        const arrivesAtMs = nowMs() + random() * longestLatenessMs;
        if (lingers) underWay.push({ arrivesAtMs, effect });
        throw mood === "crash-late" ? worker.crash() : lost();
      }
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

function lost(): PlatformUnavailableError {
  return new PlatformUnavailableError({ message, effect: "possible" });
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
      throw lost();
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
      throw lost();
    case "defect-after":
      throw new TypeError(message);
    case "crash-after":
      throw worker.crash();
    default:
  }
}

/** A checkpoint's data as this simulation writes it. */
export type SimulatedCheckpoint = {
  readonly key: string;
  readonly upload: string | null;
  /** When the upload was opened, by the clock of whoever did; 0 before. */
  readonly openedAtMs: number;
};

/** Reads a checkpoint back. */
export function readCheckpoint(data: Json): SimulatedCheckpoint {
  return JSON.parse(JSON.stringify(data)) as SimulatedCheckpoint;
}
