import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestApiKey } from "../access/api-key-text";
import { ConfigurationProblem } from "./configuration-problem";
import { resolveSecrets } from "./data-directory-secrets";
import { readConfiguration } from "./read-configuration";
import type { Environment } from "./read-variables";

describe("resolveSecrets", () => {
  let dataDir = "";
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "upload-post-secrets-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const configure = (environment: Environment = {}) =>
    readConfiguration({ DATA_DIR: dataDir, ...environment }, () => "");

  it("makes an encryption key and a bootstrap key on the first start", () => {
    const secrets = resolveSecrets(configure());

    expect(secrets.encryptionKeys).toHaveLength(1);
    expect(secrets.newAdminApiKey?.reveal()).toMatch(/^up_live_[\w-]{43}$/);
    expect(secrets.bootstrapKeyDigest).toBe(digestApiKey(secrets.newAdminApiKey?.reveal() ?? ""));
    expect(secrets.warnings[0]).toContain("ENCRYPTION_KEYS");
  });

  it("keeps both over the next start, and shows the bootstrap key no more", () => {
    const first = resolveSecrets(configure());
    const second = resolveSecrets(configure());

    expect(second.newAdminApiKey).toBeNull();
    expect(second.bootstrapKeyDigest).toBe(first.bootstrapKeyDigest);
    expect(second.encryptionKeys[0]?.key.reveal()).toBe(first.encryptionKeys[0]?.key.reveal());
  });

  it("lets only its own user read the files, and does not store the bootstrap key", () => {
    const { newAdminApiKey } = resolveSecrets(configure());

    const files = readdirSync(dataDir).map((name) => join(dataDir, name));
    expect(files).toHaveLength(2);
    for (const file of files) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, "utf8")).not.toContain(newAdminApiKey?.reveal());
    }
  });

  it("makes nothing that is configured", () => {
    const key = Buffer.alloc(32, 1).toString("base64");
    resolveSecrets(configure({ ENCRYPTION_KEYS: `k1:${key}`, ADMIN_API_KEY: "x".repeat(16) }));

    expect(readdirSync(dataDir)).toEqual([]);
  });

  it("refuses a damaged key file instead of making a new key over it", () => {
    const path = join(dataDir, "encryption-keys");
    writeFileSync(path, "k1:damaged");

    expect(() => resolveSecrets(configure())).toThrow(ConfigurationProblem);
    expect(readFileSync(path, "utf8")).toBe("k1:damaged");
  });
});
