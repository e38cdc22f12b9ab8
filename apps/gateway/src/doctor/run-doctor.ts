import type { Configuration } from "../configuration/configuration";
import { ConfigurationProblem } from "../configuration/configuration-problem";
import { examineAddresses } from "./examine-addresses";
import { examineBucket } from "./examine-bucket";
import { examineDataDirectory } from "./examine-data-directory";
import { examineDatabase } from "./examine-database";
import { examineDumps } from "./examine-dumps";
import { type Finding, ok, problem, warning } from "./finding";

/** What the doctor needs. */
export type DoctorOptions = {
  /** Reads the configuration as a start would; throws ConfigurationProblem. */
  readonly readConfiguration: () => Configuration;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
  /** Receives one line at a time. */
  readonly write: (line: string) => void;
};

/**
 * Checks a deployment and says what to do about everything that is not well. Changes nothing.
 *
 * @returns true when nothing keeps the gateway from serving.
 */
export async function runDoctor(options: DoctorOptions): Promise<boolean> {
  const marks = { ok: "ok      ", warning: "warning ", problem: "PROBLEM " };
  const findings = await examine(options);
  for (const { level, message } of findings) options.write(`${marks[level]} ${message}`);
  const problems = findings.filter(({ level }) => level === "problem").length;
  options.write(
    problems === 0 ? "Nothing keeps the gateway from serving." : `${problems} to mend; see above.`,
  );
  return problems === 0;
}

async function examine({ readConfiguration, fetch, now }: DoctorOptions): Promise<Finding[]> {
  let configuration: Configuration;
  try {
    configuration = readConfiguration();
  } catch (error) {
    if (!(error instanceof ConfigurationProblem)) throw error;
    return error.problems.map(({ name, message }) => problem(`${name} ${message}`));
  }
  const connectors = configuration.connectors.map(({ id }) => id).join(", ");
  return [
    ok("The environment is complete and well-formed."),
    ...configuration.warnings.map(warning),
    connectors === ""
      ? warning("No platform is switched on; set the variables of at least one.")
      : ok(`Platforms: ${connectors}.`),
    ...(await examineDataDirectory(configuration)),
    ...(await examineBucket(configuration)),
    ...(await examineDatabase(configuration, now)),
    ...(await examineDumps(configuration, now())),
    ...(await examineAddresses(configuration, fetch)),
  ];
}
