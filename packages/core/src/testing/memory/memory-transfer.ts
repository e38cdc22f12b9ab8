import { z } from "zod";
import type {
  ByteRange,
  Json,
  MediaFacts,
  TransferPlan,
  TransferResponse,
  TransferVerdict,
} from "../../connector";
import { AuthorizationRequiredError } from "../../errors";
import { memoryErrorOf } from "./memory-errors";

const answerSchema = z.object({
  code: z.string().nullable(),
  body: z.object({
    held: z.number().optional(),
    complete: z.boolean().optional(),
    outOfStep: z.boolean().optional(),
    etag: z.string().optional(),
  }),
});

/** Size of a part; tests choose media around it. */
export const memoryPartSizeBytes = 1000;

/** The plan for one media of an upload. */
export function memoryPlan(
  transfer: "offset" | "parts" | "whole",
  upload: string,
  target: { readonly mediaIndex: number; readonly media: MediaFacts; readonly commits: boolean },
): TransferPlan {
  const { mediaIndex, media, commits } = target;
  const common = { mediaIndex, method: "PUT", expiresAt: null } as const;
  const commit = commits ? "on-last-byte" : "never";
  if (transfer === "offset") {
    return {
      ...common,
      kind: "push-offset",
      url: `memory://bytes/ranges/${upload}`,
      headers: { "content-range": "bytes {first}-{last}/{total}" },
      partSizeBytes: memoryPartSizeBytes,
      remainder: "short",
      boundaries: "any",
      commit,
    };
  }
  const url = (index: number) => `memory://bytes/parts/${upload}/${index}`;
  if (transfer === "whole") {
    const form = { fields: [], fileField: "file", fileName: "media" };
    return { ...common, kind: "push-whole", url: url(0), headers: {}, form, commit };
  }
  const parts = splitIntoParts(media.sizeBytes).map((range, index) => ({
    ...range,
    url: url(index),
    method: "PUT" as const,
    headers: {},
    form: null,
  }));
  return { kind: "push-parts", mediaIndex, parts, commit, expiresAt: null };
}

function splitIntoParts(sizeBytes: number): ByteRange[] {
  const count = Math.ceil(sizeBytes / memoryPartSizeBytes);
  return Array.from({ length: count }, (_, index) => {
    const offsetBytes = index * memoryPartSizeBytes;
    return { offsetBytes, lengthBytes: Math.min(memoryPartSizeBytes, sizeBytes - offsetBytes) };
  });
}

/** Reads the platform's answer to one part. */
export function readMemoryTransferResponse(response: TransferResponse): TransferVerdict {
  const answer = answerSchema.safeParse(parseJson(response.body));
  const undocumented = response.status >= 400 && answer.data?.code === null;
  if (response.status >= 500 || undocumented || !answer.success)
    return { kind: "unclear", retryAfterMs: null };
  const { code, body } = answer.data;
  if (code === "upload_gone") return { kind: "gone" };
  if (code !== null) {
    const error = memoryErrorOf({ status: response.status, code, body });
    if (error instanceof AuthorizationRequiredError) {
      return { kind: "unauthorized", challenge: null, error };
    }
    return { kind: "rejected", error };
  }
  if (body.outOfStep === true) {
    return { kind: "out-of-step", acknowledgedBytes: body.held ?? null };
  }
  return {
    kind: "accepted",
    acknowledgedBytes: body.held ?? null,
    complete: body.complete ?? false,
    receipt: body.etag ?? null,
  };
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON means not the platform's answer; the schema above refuses null.
    return null;
  }
}
