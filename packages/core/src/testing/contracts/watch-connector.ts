import type { Connector, StepContext, TransferPlan, TransferResponse } from "../../connector";
import type { ConnectorHarness } from "./connector-harness";

/** What the suite saw while a delivery ran. */
export type ConnectorRecord = {
  readonly plans: TransferPlan[];
  /** What the platform really answered to bytes. */
  readonly responses: TransferResponse[];
  readonly contexts: { readonly step: string; readonly context: StepContext }[];
  /** Calls that changed the platform, or made a post, although they promised not to. */
  readonly brokenPromises: string[];
};

/** The same connector, with every call that promises to change nothing held to it. */
export function watchConnector(harness: ConnectorHarness): {
  readonly connector: Connector;
  readonly record: ConnectorRecord;
} {
  const { connector } = harness;
  const record: ConnectorRecord = {
    plans: [],
    responses: [],
    contexts: [],
    brokenPromises: [],
  };

  async function reading<T>(name: string, call: () => Promise<T>): Promise<T> {
    const before = await harness.fingerprint();
    try {
      return await call();
    } finally {
      if ((await harness.fingerprint()) !== before) record.brokenPromises.push(name);
    }
  }
  let unannounced: { readonly name: string; readonly posts: number } | null = null;

  /** Remembers how many posts there are before something that must not make one. */
  async function expectNoPost(name: string): Promise<void> {
    unannounced = { name, posts: await harness.countPosts() };
  }
  async function checkNoPost(): Promise<void> {
    if (unannounced !== null && (await harness.countPosts()) > unannounced.posts) {
      record.brokenPromises.push(`a post by ${unannounced.name}`);
    }
    unannounced = null;
  }
  const { publishing } = connector;
  return {
    record,
    connector: {
      ...connector,
      publishing: {
        ...publishing,
        async run(step, context) {
          await checkNoPost();
          record.contexts.push({ step, context });
          const effect = publishing.steps[step]?.effect ?? "read";
          if (effect === "stage" || effect === "amend") await expectNoPost(step);
          const call = () => publishing.run(step, context);
          const outcome = await (effect === "read" ? reading(step, call) : call());
          await checkNoPost();
          if (outcome.kind !== "transfer") return outcome;
          const { plan } = outcome;
          record.plans.push(plan);
          if (plan.kind === "pull" || plan.commit === "never") await expectNoPost(plan.kind);
          return outcome;
        },
        readTransferResponse(response) {
          record.responses.push(response);
          return publishing.readTransferResponse(response);
        },
        reconcile: (context) => reading("reconcile", () => publishing.reconcile(context)),
        locate: (request) => reading("locate", () => publishing.locate(request)),
        observe: (request) => reading("observe", () => publishing.observe(request)),
      },
    },
  };
}
