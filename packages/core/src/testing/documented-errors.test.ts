import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { CredentialUnreadableError, StorageUnavailableError } from "../credentials";
import * as errors from "../errors";

const message = "what happened";
const limit = { message, retryAfterMs: 1, limitScope: "app" } as const;

/** One error of every code. */
const made = [
  new errors.ConfigurationError({ message, issues: [] }),
  new errors.AuthorizationRequiredError({ message, reason: "denied" }),
  new errors.AuthorizationRequiredError({ message, reason: "expired" }),
  new errors.AuthorizationRequiredError({ message, reason: "revoked" }),
  new errors.AuthorizationRequiredError({ message, reason: "scope_missing" }),
  new errors.RateLimitError({ ...limit, window: "burst" }),
  new errors.RateLimitError({ ...limit, window: "daily" }),
  new errors.ContentRejectedError({ message, field: null }),
  new errors.MediaRejectedError({ message, rule: "duration" }),
  new errors.AccountRestrictedError({ message }),
  new errors.OperatorMisconfiguredError({ message }),
  new errors.UnsupportedError({ message }),
  new errors.PlatformUnavailableError({ message }),
  new errors.OutcomeUnknownError({ message }),
  new errors.PlatformContractError({ message }),
  new CredentialUnreadableError({ message, reason: "missing", keyId: null }),
  new StorageUnavailableError({ message }),
];

const page = new URL("../../../../docs/errors.md", import.meta.url);

describe("docs/errors.md", () => {
  it("tells of every code with its class and whether the same call may be repeated", async () => {
    const text = await readFile(page, "utf8");
    const rows = [...text.matchAll(/^\| `([a-z_]+)` +\| `(\w+)` +\|[^|]+\| ([a-z ]+?) +\|$/gm)];
    const told = rows.map(([, code, name, again]) => `${code} ${name} ${again === "yes"}`);
    const real = made.map(({ code, name, retryable }) => `${code} ${name} ${retryable}`);
    expect(told.sort()).toEqual(real.sort());
  });

  it("explains every class and names its typical causes", async () => {
    const sections = (await readFile(page, "utf8")).split("\n### ").slice(1);
    for (const name of new Set(made.map((error) => error.name))) {
      const section = sections.find((each) => each.startsWith(`\`${name}\`: `));
      expect(section, name).toContain("Typical causes");
    }
  });

  it("leaves no class of the tree out", () => {
    const exported = Object.entries(errors).filter(
      ([name, value]) => typeof value === "function" && /Error$/.test(name) && !/^is/.test(name),
    );
    const leaves = exported.map(([name]) => name).filter((name) => name !== "UploadPostError");
    const names = made.map(({ name }) => name);
    expect(leaves.filter((name) => !names.includes(name))).toEqual([]);
  });
});
