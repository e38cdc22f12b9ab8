import type { Connector, Secret } from "@upload-post/core/connector";
import type { VariableProblem } from "../configuration/configuration-problem";
import type { VariableTable, VariableValues } from "../configuration/variable";

/** What a connector may know of the gateway while it reads its own variables. */
export type ConnectorSurroundings = {
  /** The gateway's public origin. */
  readonly publicUrl: string;
};

/** What a connector is given to work with. */
export type ConnectorRuntime = {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
};

/** A platform that the operator switched on. */
export type ConfiguredConnector = {
  readonly id: string;
  /** Values that the log must never show. */
  readonly secrets: readonly Secret[];
  readonly warnings: readonly string[];
  /** Where the platform is, for the doctor to try. */
  readonly origins: readonly string[];
  /** Makes the connector; called once per start. */
  readonly create: (runtime: ConnectorRuntime) => Connector;
};

/** The answer to "is this platform switched on, and rightly?". */
export type ConnectorReading =
  | { readonly outcome: "off" }
  | { readonly outcome: "on"; readonly connector: ConfiguredConnector }
  | { readonly outcome: "wrong"; readonly problems: readonly VariableProblem[] };

/** How one platform joins the gateway: its own variables, and what to make of them. */
export type ConnectorModule = {
  readonly id: string;
  readonly variables: VariableTable;
  /** Shapes of the platform's tokens, replaced in the log even if nobody registered the token. */
  readonly tokenPatterns: readonly RegExp[];
  readonly read: (
    parse: <Table extends VariableTable>(
      table: Table,
    ) =>
      | { readonly ok: true; readonly values: VariableValues<Table> }
      | { readonly ok: false; readonly problems: readonly VariableProblem[] },
    surroundings: ConnectorSurroundings,
  ) => ConnectorReading;
};
