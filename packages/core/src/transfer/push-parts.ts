import type { Json, PushPartsPlan } from "../connector";
import { fillHeaders } from "./fill-headers";
import { failure, refusal } from "./part-failure";
import { mediaOf, sendPart } from "./send-part";
import type { TransferEnd } from "./transfer-end";
import type { TransferWork } from "./transfer-work";

/**
 * Sends each part to its own URL, in order, keeping each receipt.
 *
 * Our own record is what a resumption goes by: most platforms cannot be asked which parts they hold,
 * and take a part that is sent twice.
 */
export async function pushParts(work: TransferWork<PushPartsPlan>): Promise<TransferEnd> {
  const { plan } = work;
  const source = mediaOf(work, plan.mediaIndex);
  const { sizeBytes } = source.facts;
  const receipts: Json[] = [...work.progress.receipts];
  let { acknowledgedBytes } = work.progress;

  for (const [index, part] of plan.parts.entries()) {
    if (index < receipts.length) continue;
    const range = { offsetBytes: part.offsetBytes, lengthBytes: part.lengthBytes };
    const commits = plan.commit === "on-last-byte" && index === plan.parts.length - 1;
    const progress = { plan, acknowledgedBytes, receipts: [...receipts], interrupted: true };
    let armed = false;
    try {
      const verdict = await sendPart(work, {
        url: part.url,
        method: part.method,
        headers: fillHeaders(part.headers, range, sizeBytes),
        source,
        range,
        partIndex: index,
        form: part.form,
        async beforeSending() {
          await (commits ? work.arm(progress) : work.save(progress));
          armed = commits;
        },
      });
      if (verdict.kind !== "accepted") return refusal(verdict, { progress, armed });
      receipts.push(verdict.receipt);
      acknowledgedBytes += part.lengthBytes;
      work.onProgress(acknowledgedBytes, sizeBytes);
    } catch (error) {
      return failure(error, { progress, armed, signal: work.signal });
    }
  }
  return { kind: "finished", result: { acknowledgedBytes, receipts } };
}
