import type { PushWholePlan } from "../connector";
import { fillHeaders } from "./fill-headers";
import { failure, unclear } from "./part-failure";
import { mediaOf, sendPart } from "./send-part";
import type { TransferEnd } from "./transfer-end";
import type { TransferWork } from "./transfer-work";

/** Sends the whole media in one request. */
export async function pushWhole(work: TransferWork<PushWholePlan>): Promise<TransferEnd> {
  const { plan } = work;
  const source = mediaOf(work, plan.mediaIndex);
  const { sizeBytes } = source.facts;
  const range = { offsetBytes: 0, lengthBytes: sizeBytes };
  const armed = plan.commit === "on-last-byte";
  const progress = { ...work.progress, interrupted: true };

  if (work.progress.interrupted) {
    const found = await work.locate();
    if (found.kind === "gone") return { kind: "gone", progress, armed: false };
    if (found.kind === "complete") {
      return {
        kind: "finished",
        result: { acknowledgedBytes: sizeBytes, receipts: [found.receipt] },
      };
    }
  }
  await (armed ? work.arm(progress) : work.save(progress));
  try {
    const verdict = await sendPart(work, {
      url: plan.url,
      method: plan.method,
      headers: fillHeaders(plan.headers, range, sizeBytes),
      source,
      range,
      partIndex: 0,
      form: plan.form,
    });
    switch (verdict.kind) {
      case "accepted":
        return {
          kind: "finished",
          result: { acknowledgedBytes: sizeBytes, receipts: [verdict.receipt] },
        };
      case "gone":
        return { kind: "gone", progress, armed };
      case "rejected":
        return { kind: "failed", error: verdict.error, progress, armed };
      default:
        return { kind: "failed", error: unclear(verdict), progress, armed };
    }
  } catch (error) {
    return failure(error, { progress, armed, signal: work.signal });
  }
}
