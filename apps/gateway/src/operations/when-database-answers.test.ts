import { describe, expect, it } from "vitest";
import { type DatabasePatience, whenDatabaseAnswers } from "./when-database-answers";

const away = (code = "57P01") => Object.assign(new Error("with a URL in it"), { code });

function patience(overrides: Partial<DatabasePatience> = {}) {
  const lines: string[] = [];
  const pauses: number[] = [];
  const asked = new AbortController();
  const options: DatabasePatience = {
    patienceMs: 60_000,
    signal: asked.signal,
    write: (line) => lines.push(line),
    pause: async (ms) => pauses.push(ms),
    ...overrides,
  };
  return { options, lines, pauses, asked };
}

/** Fails so often, and then starts. */
function failing(errors: readonly unknown[]) {
  let starts = 0;
  return {
    starts: () => starts,
    start: async () => {
      starts += 1;
      if (starts <= errors.length) throw errors[starts - 1];
      return "started";
    },
  };
}

describe("a start whose database cannot be reached", () => {
  it("is tried again, also when the trouble lies deeper, and says no more than its code", async () => {
    const { options, lines, pauses } = patience();
    const wrapped = new Error("The migration failed.", { cause: away("ECONNREFUSED") });
    const { start } = failing([away(), wrapped, new Error("Connection terminated unexpectedly")]);

    expect(await whenDatabaseAnswers(start, options)).toBe("started");

    expect(pauses).toEqual([250, 500, 1_000]);
    expect(lines.map((line) => /\((.*)\)/.exec(line)?.[1])).toEqual([
      "57P01",
      "ECONNREFUSED",
      "connection lost",
    ]);
    expect(lines.join()).not.toContain("URL");
  });

  it("fails with what it failed with when patience is over", async () => {
    const { options, pauses } = patience({ patienceMs: 1_000 });
    const error = away();
    const { start, starts } = failing([error, error, error, error, error]);

    await expect(whenDatabaseAnswers(start, options)).rejects.toBe(error);

    expect(pauses).toEqual([250, 500, 250]);
    expect(starts()).toBe(4);
  });

  it("fails at once for every other reason", async () => {
    const { options, pauses } = patience();
    const wrong = Object.assign(new Error("password"), { code: "28P01" });

    await expect(whenDatabaseAnswers(failing([wrong]).start, options)).rejects.toBe(wrong);

    expect(pauses).toEqual([]);
  });

  it("ends when the process is asked to end", async () => {
    const { options, asked } = patience({ pause: () => new Promise(() => undefined) });
    const ending = whenDatabaseAnswers(failing([away()]).start, {
      ...options,
      pause: async (_, signal) => {
        asked.abort();
        signal.throwIfAborted();
      },
    });

    await expect(ending).rejects.toThrow("was asked to end");
  });
});
