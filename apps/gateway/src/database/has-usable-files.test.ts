import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OperatorError } from "../operations/operator-error";
import { EMBEDDED_POSTGRESQL, hasUsableFiles } from "./has-usable-files";

describe("hasUsableFiles", () => {
  let dataDir = "";
  let files = "";
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "upload-post-files-"));
    files = join(dataDir, "database");
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const make = (version: string) => {
    mkdirSync(join(files, "global"), { recursive: true });
    writeFileSync(join(files, "PG_VERSION"), `${version}\n`);
    writeFileSync(join(files, "global/pg_control"), "control");
  };

  it("finds none before the first start, nor in the empty directory that a fresh volume is", () => {
    expect(hasUsableFiles(files)).toBe(false);
    mkdirSync(files);
    expect(hasUsableFiles(files)).toBe(false);
  });

  it("finds those of its own PostgreSQL", () => {
    make(String(EMBEDDED_POSTGRESQL));

    expect(hasUsableFiles(files)).toBe(true);
  });

  it.each(["PG_VERSION", "global/pg_control"])("refuses a database without %s", (name) => {
    make(String(EMBEDDED_POSTGRESQL));
    rmSync(join(files, name));
    const before = readdirSync(dataDir, { recursive: true });

    expect(() => hasUsableFiles(files)).toThrow(OperatorError);
    expect(() => hasUsableFiles(files)).toThrow(/is no complete database.*restore/s);
    expect(readdirSync(dataDir, { recursive: true })).toEqual(before);
  });

  it("refuses the files of another PostgreSQL, and says which release reads them", () => {
    make("17");

    expect(() => hasUsableFiles(files)).toThrow(/PostgreSQL 17.*holds PostgreSQL 18/s);
  });

  it("makes no empty database where a restore was interrupted", () => {
    mkdirSync(`${files}.replaced-2026`);

    expect(() => hasUsableFiles(files)).toThrow(/a restore has left database.replaced-2026/);
    expect(existsSync(files)).toBe(false);
  });
});
