import type {
  Connector,
  ConnectorPublishing,
  Json,
  PostOutcome,
  Reconciliation,
  StepContext,
  StepEffect,
  StepOutcome,
  TransferPlan,
} from "../src/connector";
import type { UploadPostError } from "../src/errors";
import { createMemoryConnector, createMemoryPlatform } from "../src/testing";

/** What a step does the first time it is called, the second, and so on; the last goes for all further. */
export type Script = readonly (StepOutcome | Error | ((context: StepContext) => StepOutcome))[];

/** A connector that does what a test writes down, and remembers what was asked of it. */
export type ScriptedConnector = Connector & {
  /** Names of steps, `reconcile`, `locate`, `abandon`, in the order they were called. */
  readonly calls: string[];
};

/** Makes a connector whose steps run in the order they are written, beginning with the first. */
export function scriptedConnector(script: {
  readonly steps: Readonly<
    Record<string, { readonly effect: StepEffect; readonly answers: Script }>
  >;
  readonly reconcile?: readonly (Reconciliation | Error)[];
  readonly publishing?: Partial<ConnectorPublishing>;
}): ScriptedConnector {
  const calls: string[] = [];
  const counts = new Map<string, number>();
  const next = <T>(name: string, answers: readonly T[]): T => {
    calls.push(name);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    const answer = answers[Math.min(count, answers.length - 1)];
    if (answer === undefined) throw new Error(`${name} was not expected to be called`);
    return answer;
  };
  const connector = createMemoryConnector({ platform: createMemoryPlatform() });
  return {
    ...connector,
    id: "scripted",
    calls,
    publishing: {
      ...connector.publishing,
      steps: script.steps,
      start: ({ attempt }) => ({
        step: Object.keys(script.steps)[0] ?? "",
        checkpoint: at({ attempt }),
      }),
      async run(step, context) {
        const answer = next(step, script.steps[step]?.answers ?? []);
        if (answer instanceof Error) throw answer;
        return typeof answer === "function" ? answer(context) : answer;
      },
      async reconcile() {
        const answer = next("reconcile", script.reconcile ?? []);
        if (answer instanceof Error) throw answer;
        return answer;
      },
      ...script.publishing,
    },
  };
}

/** A checkpoint. */
export function at(data: Json): { readonly version: number; readonly data: Json } {
  return { version: 1, data };
}

const remote = {
  handle: "h1",
  postIds: ["1"],
  url: null,
  visibility: { requested: null, actual: null },
};

/** A post that is out. */
export const published: PostOutcome = { state: "published", remote, observeAt: null };

/** A draft that waits for its owner. */
export const inInbox: PostOutcome = { state: "in_inbox", remote, observeAt: null };

/** A failure that the platform has stated. */
export function failedOutcome(error: UploadPostError): PostOutcome {
  return { state: "failed", remote: { ...remote, postIds: [] }, error };
}

/** Goes on at `step`. */
export function next(step: string, data: Json = null): StepOutcome {
  return { kind: "continue", step, checkpoint: at(data) };
}

/** The post is out, or has failed. */
export function done(outcome: PostOutcome = published): StepOutcome {
  return { kind: "done", outcome, checkpoint: at(null) };
}

/** Comes back at `until` for `step`. */
export function waitUntil(until: Date, step: string): StepOutcome {
  return { kind: "wait", until, step, checkpoint: at(null), reason: "It is processing." };
}

/** Moves bytes by `plan`, then goes on at `nextStep`. */
export function transfer(plan: TransferPlan, nextStep: string): StepOutcome {
  return { kind: "transfer", plan, nextStep, checkpoint: at(null) };
}

/** Proven not to be out: goes on at `step`; what was sent may arrive until `settledAt`. */
export function notPublished(step: string, settledAt: Date | null = null): Reconciliation {
  return { kind: "not-published", step, checkpoint: at("resumed"), settledAt };
}
