import { createSecret } from "@upload-post/core/connector";
import { RateLimitError } from "@upload-post/core/errors";
import { describe, expect, it } from "vitest";
import { createLogger } from "./create-logger";
import type { LogFields } from "./logger";
import { createSecretFilter } from "./secret-filter";

function logged(write: (logger: ReturnType<typeof createLogger>) => void, secrets: string[] = []) {
  const lines: string[] = [];
  const filter = createSecretFilter([/\btok\.[a-z0-9]{8,}/g]);
  for (const secret of secrets) filter.register(createSecret(secret));
  write(createLogger({ level: "debug", filter, write: (line) => lines.push(line) }));
  return lines.join("");
}

describe("the log", () => {
  it("writes allowed fields as one JSON line", () => {
    const line = logged((logger) => logger.info({ postId: "post_1", status: 202 }, "accepted"));

    expect(JSON.parse(line)).toEqual({
      level: "info",
      time: expect.any(String),
      postId: "post_1",
      status: 202,
      msg: "accepted",
    });
  });

  it("drops fields that are not on the list, however they got there", () => {
    const fields = { postId: "post_1", headers: { authorization: "canary" }, url: "canary" };
    const line = logged((logger) => logger.info(fields as LogFields, "accepted"));

    expect(line).not.toContain("canary");
  });

  it("says of an error of somebody else what and where, but nothing that it quotes", () => {
    const cause = Object.assign(new Error("token canary1 refused"), { code: "ECONNRESET" });
    const error = new Error("POST https://host/path?token=canary2 failed\nbody canary3", { cause });
    Object.assign(error, { response: { body: "canary4" } });
    const line = logged((logger) => logger.error({ error }, "request failed"));

    expect(line).not.toContain("canary");
    expect(JSON.parse(line).error).toMatchObject({
      name: "Error",
      message: null,
      cause: { code: "ECONNRESET" },
    });
    expect(JSON.parse(line).error.stack[0]).toContain("create-logger.test");
  });

  it("keeps the message of an error of our own", () => {
    const error = new RateLimitError({
      message: "Acme takes six posts a minute.",
      window: "burst",
      retryAfterMs: 1,
      limitScope: "account",
    });

    expect(logged((logger) => logger.warn({ error }, "waiting"))).toContain("six posts a minute");
  });

  it.each([
    ["as it is", (secret: string) => secret],
    ["percent-encoded", encodeURIComponent],
    ["in JSON", (secret: string) => JSON.stringify({ secret })],
    ["in base64", (secret: string) => Buffer.from(secret).toString("base64")],
    ["in base64url", (secret: string) => Buffer.from(secret).toString("base64url")],
    ["in hex", (secret: string) => Buffer.from(secret).toString("hex")],
  ])("replaces a registered secret %s", (_how, encode) => {
    const secret = 'Zx9+"canary/äö=';
    const line = logged((logger) => logger.info({}, `before ${encode(secret)} after`), [secret]);

    expect(line).toContain("before ");
    expect(line).toContain(" after");
    expect(line).toMatch(/\[secret\]/);
    expect(line).not.toMatch(/canary|Y2FuYXJ5|63616e617279/);
  });

  it.each([
    "a platform's tok.canary12345",
    "up_live_canary1234567890",
    "whsec_canary1234567890",
    "Authorization: Bearer canary12345",
    "postgresql://user:canary12345@host/name",
    "https://host/path?code=canary12345&state=canary",
    "https://host/path#token=canary12345",
  ])("replaces what looks like a secret: %s", (text) => {
    expect(logged((logger) => logger.info({}, text))).not.toContain("canary");
  });

  it("does not take short or ordinary words for secrets", () => {
    const line = logged((logger) => logger.info({}, "stok. action after http://host/path"), ["a"]);

    expect(line).toContain("stok. action after http://host/path");
  });
});
