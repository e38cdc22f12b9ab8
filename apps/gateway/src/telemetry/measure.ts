import type { Histogram } from "prom-client";
import { failureCode } from "./failure-code";

/** Times `work`; `labels` tells from how it ended what it is counted as. */
export async function measure<Result, Label extends string>(
  histogram: Histogram<Label>,
  labels: (outcome: string, result: Result | null) => Record<Label, string | number>,
  work: () => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  try {
    const result = await work();
    histogram.observe(labels("ok", result), seconds());
    return result;
  } catch (error) {
    histogram.observe(labels(failureCode(error), null), seconds());
    throw error;
  }
}
