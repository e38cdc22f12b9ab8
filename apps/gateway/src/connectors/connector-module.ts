import type { Secret } from "@upload-post/core/connector";
import type { VariableProblem } from "../configuration/configuration-problem";
import type { VariableTable, VariableValues } from "../configuration/variable";

/** What a connector may know of the gateway while it reads its own variables. */
export type ConnectorSurroundings = {
  /** The gateway's public origin. */
  readonly publicUrl: string;
};

/** A platform that the operator switched on. */
export type ConfiguredConnector = {
  readonly id: string;
  /** Values that the log must never show. */
  readonly secrets: readonly Secret[];
  readonly warnings: readonly string[];
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
  readonly read: (
    parse: <Table extends VariableTable>(
      table: Table,
    ) =>
      | { readonly ok: true; readonly values: VariableValues<Table> }
      | { readonly ok: false; readonly problems: readonly VariableProblem[] },
    surroundings: ConnectorSurroundings,
  ) => ConnectorReading;
};
