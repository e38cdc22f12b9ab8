import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DirectoryInUseError } from "./directory-lock";
import { openDatabase } from "./open-database";

describe("the embedded database", () => {
  let dataDir = "";
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "upload-post-embedded-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const open = () => openDatabase({ databaseUrl: null, dataDir, onConnectionLost: () => {} });

  it("keeps its rows over a restart, and keeps a second opener out meanwhile", async () => {
    const first = await open();
    await first.kysely
      .insertInto("tenants")
      .values({ id: "ten_kept", name: "Kept", return_urls: "[]", created_at: new Date() })
      .execute();
    await expect(open()).rejects.toThrow(DirectoryInUseError);
    await first.close();

    const second = await open();
    const row = await second.kysely
      .selectFrom("tenants")
      .select("name")
      .where("id", "=", "ten_kept")
      .executeTakeFirst();
    await second.close();

    expect(row).toEqual({ name: "Kept" });
  });

  it("does not take the remains of a killed first start for a database", async () => {
    const remains = join(dataDir, "database.unfinished-00000000");
    mkdirSync(remains);

    const database = await open();
    await database.close();

    expect(existsSync(remains)).toBe(true);
    expect(readdirSync(join(dataDir, "database"))).toContain("PG_VERSION");
  });
});
