import type { ByteRange, PushOffsetPlan } from "../connector";
import { acknowledgement } from "./acknowledgement";
import { fillHeaders } from "./fill-headers";
import { failure, refusal } from "./part-failure";
import { nextPart } from "./plan-parts";
import { mediaOf, type SettledVerdict, sendPart } from "./send-part";
import type { TransferEnd } from "./transfer-end";
import type { TransferProgress } from "./transfer-progress";
import type { TransferWork } from "./transfer-work";

/** How often the server may leave us where we are before the transfer is given a pause. */
const maxResynchronisations = 3;

/** Sends sequential ranges to one URL, from wherever the server says it stands. */
export async function pushOffset(work: TransferWork<PushOffsetPlan>): Promise<TransferEnd> {
  const { plan } = work;
  const totalBytes = mediaOf(work, plan.mediaIndex).facts.sizeBytes;
  let { progress } = work;
  let resynchronisations = 0;

  if (progress.interrupted) {
    const found = await askWhere(work, progress);
    if (found.kind === "ended") return found.end;
    progress = found.progress;
  }
  while (progress.acknowledgedBytes < totalBytes) {
    const part = nextPart(plan, totalBytes, progress.acknowledgedBytes);
    const at = {
      progress: { ...progress, acknowledgedBytes: part.offsetBytes, interrupted: true },
    };
    const sending = startPart(work, part, at.progress);
    try {
      const verdict = await sending.verdict();
      const { armed } = sending;
      if (verdict.kind === "accepted") {
        if (verdict.complete) return finished(totalBytes, [verdict.receipt]);
        const acknowledgedBytes = acknowledgement(
          verdict.acknowledgedBytes ?? part.offsetBytes + part.lengthBytes,
          totalBytes,
        );
        progress = { ...at.progress, acknowledgedBytes, receipts: [verdict.receipt] };
        work.onProgress(acknowledgedBytes, totalBytes);
        if (advances(plan, totalBytes, part, acknowledgedBytes)) continue;
      } else if (verdict.kind !== "out-of-step" || armed()) {
        return refusal(verdict, { ...at, armed: armed() });
      }
      resynchronisations += 1;
      if (resynchronisations > maxResynchronisations) {
        return refusal({ kind: "out-of-step", acknowledgedBytes: null }, { ...at, armed: armed() });
      }
      if (verdict.kind !== "out-of-step") continue;
      if (verdict.acknowledgedBytes === null) {
        const found = await askWhere(work, at.progress);
        if (found.kind === "ended") return found.end;
        progress = found.progress;
      } else {
        const acknowledgedBytes = acknowledgement(verdict.acknowledgedBytes, totalBytes);
        progress = { ...at.progress, acknowledgedBytes };
      }
    } catch (error) {
      return failure(error, { ...at, armed: sending.armed(), signal: work.signal });
    }
  }
  return finished(totalBytes, progress.receipts);
}

/** One part, with the knowledge whether it commits and has been armed. */
function startPart(
  work: TransferWork<PushOffsetPlan>,
  part: ByteRange & { readonly index: number },
  progress: TransferProgress,
): { readonly armed: () => boolean; readonly verdict: () => Promise<SettledVerdict> } {
  const { plan } = work;
  const source = mediaOf(work, plan.mediaIndex);
  const totalBytes = source.facts.sizeBytes;
  const commits =
    plan.commit === "on-last-byte" && part.offsetBytes + part.lengthBytes === totalBytes;
  let armed = false;
  return {
    armed: () => armed,
    verdict: () =>
      sendPart(work, {
        url: plan.url,
        method: plan.method,
        headers: fillHeaders(plan.headers, part, totalBytes),
        source,
        range: { offsetBytes: part.offsetBytes, lengthBytes: part.lengthBytes },
        partIndex: part.index,
        form: null,
        async beforeSending() {
          await (commits ? work.arm(progress) : work.save(progress));
          armed = commits;
        },
      }),
  };
}

/** Whether the next part begins behind this one: a server that never moves on must not be fed for ever. */
function advances(
  plan: PushOffsetPlan,
  totalBytes: number,
  part: ByteRange,
  acknowledgedBytes: number,
): boolean {
  if (acknowledgedBytes === totalBytes) return true;
  return nextPart(plan, totalBytes, acknowledgedBytes).offsetBytes > part.offsetBytes;
}

function finished(acknowledgedBytes: number, receipts: TransferProgress["receipts"]): TransferEnd {
  return { kind: "finished", result: { acknowledgedBytes, receipts } };
}

async function askWhere(
  work: TransferWork<PushOffsetPlan>,
  progress: TransferProgress,
): Promise<
  | { readonly kind: "at"; readonly progress: TransferProgress }
  | { readonly kind: "ended"; readonly end: TransferEnd }
> {
  const totalBytes = mediaOf(work, work.plan.mediaIndex).facts.sizeBytes;
  const found = await work.locate();
  switch (found.kind) {
    case "gone":
      return { kind: "ended", end: { kind: "gone", progress, armed: false } };
    case "complete":
      return { kind: "ended", end: finished(totalBytes, [found.receipt]) };
    case "at": {
      const acknowledgedBytes = acknowledgement(found.acknowledgedBytes, totalBytes);
      return { kind: "at", progress: { ...progress, acknowledgedBytes } };
    }
    case "unknown":
      return { kind: "at", progress };
  }
}
