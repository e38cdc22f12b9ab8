import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { routes } from "../server/routes";
import { UPLOAD_ROUTE } from "../upload/upload-handler";
import { ruleMatrix } from "./rule-matrix";
import type { RuleRow } from "./rule-row";
import { sourcePages } from "./source-pages";

const rows: readonly RuleRow[] = ruleMatrix;
const sourceDirectory = join(import.meta.dirname, "..");
const files = readdirSync(sourceDirectory, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts"),
);
const textOf = (wanted: (name: string) => boolean) =>
  files
    .filter(wanted)
    .map((name) => readFileSync(join(sourceDirectory, name), "utf8"))
    .join("\n");

const tests = textOf((name) => name.endsWith(".test.ts") && !name.endsWith("rule-matrix.test.ts"));
const code = textOf((name) => !name.endsWith(".test.ts") && !name.startsWith("rules"));

/** Titles of tests: `it("…"` and the `title: "…"` of a table. */
const titles = [...tests.matchAll(/(?:\bit\(|\btitle:)\s*"((?:[^"\\]|\\.)*)"/g)].map(
  (match) => match[1],
);

const prefixes = [...new Set(rows.map((row) => row.id.split(".")[0]))].join("|");

/** Every string of the shape of a rule id. */
function idsIn(text: string): string[] {
  const found = text.matchAll(new RegExp(`"((?:${prefixes})\\.[a-z0-9_]+)"`, "g"));
  return [...new Set([...found].map((match) => match[1] ?? ""))];
}

describe("the rule matrix", () => {
  it("has a row for every route", () => {
    const known = new Set(rows.map((row) => row.route));
    const missing = [...routes.map((route) => route.id), UPLOAD_ROUTE].filter(
      (id) => !known.has(id),
    );
    expect(missing).toEqual([]);
  });

  it("names only routes and places that exist", () => {
    const places = [
      "*",
      "portal",
      "media",
      "webhook",
      UPLOAD_ROUTE,
      ...routes.map((one) => one.id),
    ];
    expect(rows.filter((row) => !places.includes(row.route))).toEqual([]);
  });

  it("names only tests that exist", () => {
    const missing = rows.filter((row) => !titles.includes(row.test)).map((row) => row.test);
    expect(missing).toEqual([]);
  });

  it("names each test once, so that every rule has a test of its own", () => {
    const named = rows.map((row) => row.test);
    expect(named.filter((test, index) => named.indexOf(test) !== index)).toEqual([]);
  });

  it("knows every rule that the code refuses for", () => {
    const ids = new Set(rows.map((row) => row.id));
    // Scopes have the shape of rule ids, and are none.
    const scopes = new Set(["user.info", "video.publish", "video.upload", "video.list"]);
    expect(idsIn(code).filter((id) => !ids.has(id) && !scopes.has(id))).toEqual([]);
  });

  it("has a test that meets every refusal by the rule it names", () => {
    const ids = new Set(rows.map((row) => row.id));
    const met = new Set(idsIn(tests));
    expect(idsIn(code).filter((id) => ids.has(id) && !met.has(id))).toEqual([]);
  });

  it("has unique ids and sources with a date", () => {
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    for (const row of rows) {
      expect(sourcePages[row.source].read).toMatch(/^\d{4}-\d{2}/);
    }
  });
});
