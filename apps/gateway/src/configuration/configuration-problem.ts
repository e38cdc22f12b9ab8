/** One environment variable that stops the start, and what to do about it. */
export type VariableProblem = {
  readonly name: string;
  /** What is wrong and what to do next; never the value of a secret. */
  readonly message: string;
};

/**
 * Thrown when the environment cannot be turned into a {@link Configuration}.
 *
 * The message names every bad variable at once, so that an operator fixes them in one round.
 */
export class ConfigurationProblem extends Error {
  readonly problems: readonly VariableProblem[];

  constructor(problems: readonly VariableProblem[]) {
    const lines = problems.map(({ name, message }) => `  ${name}: ${message}`);
    super(
      `The gateway cannot start: ${problems.length === 1 ? "one variable is" : `${problems.length} variables are`} wrong.\n${lines.join("\n")}\nCorrect the environment and start again.`,
    );
    this.name = "ConfigurationProblem";
    this.problems = problems;
  }
}
