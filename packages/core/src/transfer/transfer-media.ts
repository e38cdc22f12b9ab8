import type { PullPlan, TransferPlan } from "../connector";
import { pushOffset } from "./push-offset";
import { pushParts } from "./push-parts";
import { pushWhole } from "./push-whole";
import type { TransferEnd } from "./transfer-end";
import type { TransferWork } from "./transfer-work";

/** A plan in which we send; `pull` plans are leases, which the pipeline grants. */
export type PushPlan = Exclude<TransferPlan, PullPlan>;

/**
 * Executes a push plan from where it stands to its end or its first failure. It never waits and never
 * retries: the pipeline's retry policy decides what a failure means.
 */
export function transferMedia(work: TransferWork<PushPlan>): Promise<TransferEnd> {
  const { plan } = work;
  switch (plan.kind) {
    case "push-offset":
      return pushOffset({ ...work, plan });
    case "push-parts":
      return pushParts({ ...work, plan });
    case "push-whole":
      return pushWhole({ ...work, plan });
  }
}
