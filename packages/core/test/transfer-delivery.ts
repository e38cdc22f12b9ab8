import type {
  ConnectorPublishing,
  PushOffsetPlan,
  Reconciliation,
  TransferLocation,
  TransferVerdict,
} from "../src/connector";
import type { ByteSender } from "../src/transfer";
import { createDeliveryHost } from "./delivery-host";
import { done, next, type Script, scriptedConnector, transfer } from "./scripted-connector";
import { accepted, offsetPlan } from "./transfer-bench";

/** Stage, move 30 bytes in three parts, commit; the platform's verdicts on the parts are scripted. */
export function transferDelivery(script: {
  readonly verdicts: readonly (TransferVerdict | Error)[];
  readonly plan?: Partial<PushOffsetPlan>;
  readonly locate?: readonly (TransferLocation | Error)[];
  readonly reconcile?: readonly Reconciliation[];
  readonly finish?: Script;
  readonly publishing?: Partial<ConnectorPublishing>;
}) {
  const verdicts = [...script.verdicts];
  const locations = [...(script.locate ?? [])];
  const sent: string[] = [];
  let verdict: TransferVerdict = accepted();
  const sender: ByteSender = {
    async send(request) {
      sent.push(`${request.range.offsetBytes}+${request.range.lengthBytes}`);
      const answer = verdicts.shift() ?? accepted();
      if (answer instanceof Error) throw answer;
      verdict = answer;
      return { status: 200, headers: {}, body: "" };
    },
    close: () => undefined,
  };
  const connector = scriptedConnector({
    steps: {
      open: { effect: "stage", answers: [next("send")] },
      send: { effect: "read", answers: [transfer(offsetPlan(script.plan), "finish")] },
      finish: { effect: "read", answers: script.finish ?? [done()] },
    },
    ...(script.reconcile === undefined ? {} : { reconcile: script.reconcile }),
    publishing: {
      readTransferResponse: () => verdict,
      authorizeTransfer: async () => ({}),
      async locate() {
        connector.calls.push("locate");
        const found = locations.shift() ?? { kind: "unknown" };
        if (found instanceof Error) throw found;
        return found;
      },
      ...script.publishing,
    },
  });
  return { connector, sent, host: createDeliveryHost({ connector, sender }) };
}
