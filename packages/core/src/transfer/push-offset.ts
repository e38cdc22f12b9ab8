import type { PushOffsetPlan } from "../connector";
import type { UploadPostError } from "../errors";
import { fillHeaders } from "./fill-headers";
import { failure, unclear } from "./part-failure";
import { nextPart } from "./plan-parts";
import { mediaOf, type SettledVerdict, sendPart } from "./send-part";
import type { TransferEnd } from "./transfer-end";
import type { TransferProgress } from "./transfer-progress";
import type { TransferWork } from "./transfer-work";

/** How often the server may say that it holds another amount before the transfer is given a pause. */
const maxResynchronisations = 3;

/** Sends sequential ranges to one URL, from wherever the server says it stands. */
export async function pushOffset(work: TransferWork<PushOffsetPlan>): Promise<TransferEnd> {
  const { plan } = work;
  const source = mediaOf(work, plan.mediaIndex);
  const totalBytes = source.facts.sizeBytes;
  let progress = work.progress;
  let resynchronisations = 0;

  if (progress.interrupted) {
    const found = await work.locate();
    if (found.kind === "gone") return { kind: "gone", progress, armed: false };
    if (found.kind === "complete") return finished(totalBytes, [found.receipt]);
    if (found.kind === "at") progress = { ...progress, acknowledgedBytes: found.acknowledgedBytes };
  }
  while (progress.acknowledgedBytes < totalBytes) {
    const part = nextPart(plan, totalBytes, progress.acknowledgedBytes);
    const commits =
      plan.commit === "on-last-byte" && part.offsetBytes + part.lengthBytes === totalBytes;
    progress = { ...progress, acknowledgedBytes: part.offsetBytes, interrupted: true };
    if (commits) await work.arm(progress);
    else await work.save(progress);

    let verdict: SettledVerdict;
    try {
      verdict = await sendPart(work, {
        url: plan.url,
        method: plan.method,
        headers: fillHeaders(plan.headers, part, totalBytes),
        source,
        range: part,
        partIndex: part.index,
        form: null,
      });
    } catch (error) {
      return failure(error, { progress, armed: commits, signal: work.signal });
    }
    if (verdict.kind === "accepted") {
      const acknowledgedBytes = verdict.acknowledgedBytes ?? part.offsetBytes + part.lengthBytes;
      if (verdict.complete) return finished(totalBytes, [verdict.receipt]);
      progress = { ...progress, acknowledgedBytes, receipts: [verdict.receipt] };
      work.onProgress(acknowledgedBytes, totalBytes);
      continue;
    }
    if (verdict.kind === "out-of-step" && !commits) {
      resynchronisations += 1;
      if (resynchronisations <= maxResynchronisations) {
        const acknowledgedBytes = verdict.acknowledgedBytes ?? (await askWhere(work, progress));
        progress = { ...progress, acknowledgedBytes };
        continue;
      }
    }
    return endOf(verdict, progress, commits);
  }
  return finished(totalBytes, progress.receipts);
}

function finished(acknowledgedBytes: number, receipts: TransferProgress["receipts"]): TransferEnd {
  return { kind: "finished", result: { acknowledgedBytes, receipts } };
}

async function askWhere(work: TransferWork, progress: TransferProgress): Promise<number> {
  const found = await work.locate();
  return found.kind === "at" ? found.acknowledgedBytes : progress.acknowledgedBytes;
}

function endOf(
  verdict: Exclude<SettledVerdict, { kind: "accepted" }>,
  progress: TransferProgress,
  armed: boolean,
): TransferEnd {
  if (verdict.kind === "gone") return { kind: "gone", progress, armed };
  const error: UploadPostError = verdict.kind === "rejected" ? verdict.error : unclear(verdict);
  return { kind: "failed", error, progress, armed };
}
