import type { StepEffect } from "../connector";
import type { WaitReason } from "./delivery-result";

/** What happens while a delivery runs, for progress bars, timelines and logs. Never holds a secret. */
export type DeliveryEvent =
  | { readonly kind: "attempt-started"; readonly attempt: number }
  | { readonly kind: "step-started"; readonly step: string; readonly effect: StepEffect }
  | { readonly kind: "transfer-started"; readonly bytesTotal: number }
  | { readonly kind: "bytes-sent"; readonly bytesSent: number; readonly bytesTotal: number }
  | { readonly kind: "commit-armed" }
  | { readonly kind: "credential-refreshed" }
  | { readonly kind: "reconciling" }
  | { readonly kind: "step-failed"; readonly code: string; readonly message: string }
  | { readonly kind: "waiting"; readonly reason: WaitReason; readonly until: Date };
