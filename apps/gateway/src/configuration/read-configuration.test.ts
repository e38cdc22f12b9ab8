import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { ConfigurationProblem } from "./configuration-problem";
import { readConfiguration } from "./read-configuration";
import type { Environment } from "./read-variables";

const key = Buffer.alloc(32, 1).toString("base64");
const tiktok = { TIKTOK_CLIENT_KEY: "client-key", TIKTOK_CLIENT_SECRET: "client-secret" };

function read(environment: Environment, files: Record<string, string> = {}) {
  return readConfiguration(environment, (path) => {
    const text = files[path];
    if (text === undefined) throw new Error(`no file ${path}`);
    return text;
  });
}

function problemsOf(environment: Environment, files: Record<string, string> = {}) {
  try {
    read(environment, files);
  } catch (error) {
    if (error instanceof ConfigurationProblem) return error;
    throw error;
  }
  throw new Error("The configuration was accepted.");
}

describe("readConfiguration", () => {
  it("needs nothing at all: an empty environment is an embedded gateway on loopback", () => {
    expect(read({})).toMatchObject({
      host: "127.0.0.1",
      port: 8787,
      publicUrl: "http://localhost:8787",
      dataDir: "./data",
      databaseUrl: null,
      encryptionKeys: null,
      adminApiKey: null,
      mediaMaxBytes: 4 * 1024 ** 3,
      mediaStorageBytes: 20 * 1024 ** 3,
      returnUrls: [],
      connectLinkTtlSeconds: 600,
      reviewLinkTtlSeconds: 604_800,
      outboundAllow: [],
      logLevel: "info",
      connectors: [],
      warnings: [],
    });
  });

  it("takes an empty variable for an absent one", () => {
    expect(read({ DATABASE_URL: "", PORT: "", TIKTOK_CLIENT_KEY: "" })).toMatchObject({
      databaseUrl: null,
      port: 8787,
      connectors: [],
    });
  });

  it("lets the default public address follow the port", () => {
    expect(read({ PORT: "9000" }).publicUrl).toBe("http://localhost:9000");
  });

  it("names every bad variable at once, and what to do about it", () => {
    const problem = problemsOf({
      PORT: "99999",
      PUBLIC_URL: "https://example.com/path",
      ADMIN_API_KEY: "short",
      MEDIA_MAX_BYTES: "4GB",
      OUTBOUND_ALLOW: "localhost",
      LOG_LEVEL: "loud",
      TIKTOK_APP_TYPE: "mobile",
    });

    expect(problem.problems.map(({ name }) => name)).toEqual([
      "PORT",
      "PUBLIC_URL",
      "ADMIN_API_KEY",
      "MEDIA_MAX_BYTES",
      "OUTBOUND_ALLOW",
      "LOG_LEVEL",
      "TIKTOK_APP_TYPE",
    ]);
    for (const { name } of problem.problems) expect(problem.message).toContain(`  ${name}: `);
  });

  it("never quotes a secret in its message", () => {
    const problem = problemsOf({
      DATABASE_URL: "mysql://user:hunter2hunter2@host/name",
      ENCRYPTION_KEYS: "k1:dG9vc2hvcnQtc2VjcmV0",
      ADMIN_API_KEY: "my secret key with spaces",
    });

    expect(problem.message).not.toMatch(/hunter2|dG9vc2hvcnQ|my secret key/);
    expect(problem.problems).toHaveLength(3);
  });

  it("hands secrets on in a form that does not print", () => {
    const configuration = read({
      ADMIN_API_KEY: "canary-admin-key-0001",
      DATABASE_URL: "postgresql://user:canary-password@host/name",
      ENCRYPTION_KEYS: `k1:${key}`,
      ...tiktok,
      PUBLIC_URL: "https://example.com",
    });
    const printed = `${inspect(configuration, { depth: 9 })}${JSON.stringify(configuration)}`;

    expect(printed).not.toMatch(/canary|client-secret/);
    expect(printed).not.toContain(key);
    expect(configuration.adminApiKey?.reveal()).toBe("canary-admin-key-0001");
  });

  describe("files of secrets", () => {
    it("reads NAME_FILE without its last line break", () => {
      const configuration = read(
        { ADMIN_API_KEY_FILE: "/run/secrets/admin" },
        { "/run/secrets/admin": "key-from-a-file-1\n" },
      );

      expect(configuration.adminApiKey?.reveal()).toBe("key-from-a-file-1");
    });

    it("names a file that cannot be read", () => {
      const problem = problemsOf({ ENCRYPTION_KEYS_FILE: "/missing" });

      expect(problem.problems).toEqual([
        { name: "ENCRYPTION_KEYS_FILE", message: expect.stringContaining("/missing") },
      ]);
    });

    it("refuses a secret given twice", () => {
      const problem = problemsOf({ ADMIN_API_KEY: "x".repeat(16), ADMIN_API_KEY_FILE: "/a" });

      expect(problem.problems[0]?.name).toBe("ADMIN_API_KEY_FILE");
    });
  });

  describe("encryption keys", () => {
    it("keeps their order, newest first", () => {
      const keys = read({ ENCRYPTION_KEYS: `new:${key},old:${key}` }).encryptionKeys;

      expect(keys?.map(({ id }) => id)).toEqual(["new", "old"]);
    });

    it.each([
      ["31 bytes", `k1:${Buffer.alloc(31, 1).toString("base64")}`],
      ["33 bytes", `k1:${Buffer.alloc(33, 1).toString("base64")}`],
      ["hex", `k1:${"ab".repeat(32)}`],
      ["base64 with rubbish in it", `k1:${key.slice(0, 10)}*${key.slice(10)}`],
      ["no id", key],
      ["an empty id", `:${key}`],
      ["an id with a comma's neighbour", `k 1:${key}`],
      ["an id that occurs twice", `k1:${key},k1:${key}`],
    ])("refuses %s", (_what, text) => {
      expect(problemsOf({ ENCRYPTION_KEYS: text }).problems[0]?.name).toBe("ENCRYPTION_KEYS");
    });

    it("are required with DATABASE_URL", () => {
      const problem = problemsOf({ DATABASE_URL: "postgresql://u:p@host/name" });

      expect(problem.problems.map(({ name }) => name)).toEqual(["ENCRYPTION_KEYS"]);
    });
  });

  it.each([
    ["15 characters", "x".repeat(15), false],
    ["16 characters", "x".repeat(16), true],
    ["256 characters", "x".repeat(256), true],
    ["257 characters", "x".repeat(257), false],
    ["a space", `${"x".repeat(16)} y`, false],
    ["a letter outside ASCII", `${"x".repeat(16)}é`, false],
  ])("decides on an admin key of %s", (_what, text, isAccepted) => {
    const attempt = () => read({ ADMIN_API_KEY: text });

    if (isAccepted) expect(attempt().adminApiKey?.reveal()).toBe(text);
    else expect(attempt).toThrow(ConfigurationProblem);
  });

  it("normalises return URLs and outbound hosts", () => {
    const configuration = read({
      RETURN_URLS: "https://App.example.com/done, http://localhost:3000",
      OUTBOUND_ALLOW: "Localhost:9000, [::1]:80",
    });

    expect(configuration.returnUrls).toEqual([
      "https://app.example.com/done",
      "http://localhost:3000/",
    ]);
    expect(configuration.outboundAllow).toEqual(["localhost:9000", "[::1]:80"]);
  });

  it("warns of an unencrypted public address", () => {
    expect(read({ PUBLIC_URL: "http://uploads.example.com" }).warnings).toHaveLength(1);
  });
});

describe("TikTok's variables", () => {
  it("are off when absent", () => {
    expect(read({}).connectors).toEqual([]);
  });

  it("must be complete", () => {
    const problem = problemsOf({ TIKTOK_CLIENT_KEY: "client-key" });

    expect(problem.problems.map(({ name }) => name)).toEqual(["TIKTOK_CLIENT_SECRET"]);
  });

  it("need https for a web app", () => {
    expect(problemsOf({ ...tiktok }).problems[0]?.name).toBe("PUBLIC_URL");
    expect(read({ ...tiktok, PUBLIC_URL: "https://example.com" }).connectors).toHaveLength(1);
  });

  it("accept http beside a sandbox on this machine, with a warning", () => {
    const configuration = read({ ...tiktok, TIKTOK_API_ORIGIN: "http://127.0.0.1:4010" });

    expect(configuration.connectors).toHaveLength(1);
    expect(configuration.warnings[0]).toContain("TIKTOK_API_ORIGIN");
  });

  it("do not take a host that only looks like this machine", () => {
    const environment = { ...tiktok, TIKTOK_API_ORIGIN: "http://127.0.0.1.example.com" };

    expect(() => read(environment)).toThrow(ConfigurationProblem);
  });

  it("want a desktop app on localhost with a port", () => {
    expect(read({ ...tiktok, TIKTOK_APP_TYPE: "desktop" }).connectors).toHaveLength(1);
    const elsewhere = { TIKTOK_APP_TYPE: "desktop", PUBLIC_URL: "https://example.com" };
    expect(() => read({ ...tiktok, ...elsewhere })).toThrow(ConfigurationProblem);
  });
});
