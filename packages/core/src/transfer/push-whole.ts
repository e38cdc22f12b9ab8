import type { Json, PushWholePlan } from "../connector";
import { fillHeaders } from "./fill-headers";
import { failure, refusal } from "./part-failure";
import { mediaOf, sendPart } from "./send-part";
import type { TransferEnd } from "./transfer-end";
import type { TransferWork } from "./transfer-work";

/** Sends the whole media in one request. */
export async function pushWhole(work: TransferWork<PushWholePlan>): Promise<TransferEnd> {
  const { plan } = work;
  const source = mediaOf(work, plan.mediaIndex);
  const { sizeBytes } = source.facts;
  const range = { offsetBytes: 0, lengthBytes: sizeBytes };
  const commits = plan.commit === "on-last-byte";
  const progress = { ...work.progress, interrupted: true };

  if (work.progress.interrupted) {
    const found = await work.locate();
    if (found.kind === "gone") return { kind: "gone", progress, armed: false };
    if (found.kind === "complete") return finished(sizeBytes, found.receipt);
  }
  let armed = false;
  try {
    const verdict = await sendPart(work, {
      url: plan.url,
      method: plan.method,
      headers: fillHeaders(plan.headers, range, sizeBytes),
      source,
      range,
      partIndex: 0,
      form: plan.form,
      async beforeSending() {
        await (commits ? work.arm(progress) : work.save(progress));
        armed = commits;
      },
    });
    if (verdict.kind === "accepted") return finished(sizeBytes, verdict.receipt);
    return refusal(verdict, { progress, armed });
  } catch (error) {
    return failure(error, { progress, armed, signal: work.signal });
  }
}

function finished(acknowledgedBytes: number, receipt: Json): TransferEnd {
  return { kind: "finished", result: { acknowledgedBytes, receipts: [receipt] } };
}
