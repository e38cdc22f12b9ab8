import type { z } from "zod";

/**
 * One environment variable: how its text becomes a value, and how the operator's table describes it.
 *
 * The documentation is tested against these definitions, so a variable cannot exist undocumented.
 */
export type Variable<Value> = {
  /** Parses the text; an absent or empty variable is given as `undefined`. */
  readonly schema: z.ZodType<Value, string | undefined>;
  /** One clause for people. */
  readonly meaning: string;
  /** What applies when it is absent, as people read it. */
  readonly defaultText: string;
  /** Secrets can also be given as a file named by `NAME_FILE`, and never appear in a message. */
  readonly secret: boolean;
};

/** Variables by name; the values' types follow from the schemas. */
export type VariableTable = Readonly<Record<string, Variable<unknown>>>;

/** The parsed values of a table of variables. */
export type VariableValues<Table extends VariableTable> = {
  readonly [Name in keyof Table]: z.output<Table[Name]["schema"]>;
};
