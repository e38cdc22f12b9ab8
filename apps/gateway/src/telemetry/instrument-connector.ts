import type { Connector } from "@upload-post/core/connector";
import { measure } from "./measure";
import type { Telemetry } from "./telemetry";

/** The same connector; every call that reaches the platform is timed, and is a span. */
export function instrumentConnector(connector: Connector, telemetry: Telemetry): Connector {
  const platform = connector.id;
  const { authorization, publishing } = connector;
  const call = <Result>(name: string, work: () => Promise<Result>): Promise<Result> =>
    measure(
      telemetry.metrics.connectorCalls,
      (outcome) => ({ platform, call: name, outcome }),
      () =>
        telemetry.tracing.span(
          {
            name: `${platform} ${name}`,
            kind: "internal",
            attributes: { "upload_post.platform": platform },
            traceparent: null,
          },
          work,
        ),
    );
  return {
    ...connector,
    describeAccount: (request) =>
      call("describe-account", () => connector.describeAccount(request)),
    authorization: {
      ...authorization,
      begin: (request) => call("begin", () => authorization.begin(request)),
      complete: (callback) => call("complete", () => authorization.complete(callback)),
      refresh: (request) => call("refresh", () => authorization.refresh(request)),
      revoke: (request) => call("revoke", () => authorization.revoke(request)),
      identify: (request) => call("identify", () => authorization.identify(request)),
    },
    publishing: {
      ...publishing,
      // Steps are declared by the connector, so their names are few.
      run: (step, context) => call(`step ${step}`, () => publishing.run(step, context)),
      reconcile: (context) => call("reconcile", () => publishing.reconcile(context)),
      locate: (request) => call("locate", () => publishing.locate(request)),
      abandon: (context) => call("abandon", () => publishing.abandon(context)),
      observe: (request) => call("observe", () => publishing.observe(request)),
    },
  };
}
