import { describe, expect, it } from "vitest";
import { sandboxEnvironment } from "./sandbox-environment.mjs";

const sandbox = {
  origin: "http://127.0.0.1:4010",
  uploadOrigin: "http://127.0.0.1:4011",
  clientKey: "key",
  clientSecret: "secret",
};

describe("sandboxEnvironment", () => {
  it("points every address of TikTok at the sandbox, whatever the operator has set", () => {
    const real = {
      TIKTOK_CLIENT_KEY: "real",
      TIKTOK_CLIENT_SECRET: "real",
      TIKTOK_API_ORIGIN: "https://open.tiktokapis.com",
    };

    expect(sandboxEnvironment(real, sandbox, "/data")).toMatchObject({
      TIKTOK_CLIENT_KEY: "key",
      TIKTOK_CLIENT_SECRET: "secret",
      TIKTOK_AUTHORIZE_ORIGIN: "http://127.0.0.1:4010",
      TIKTOK_API_ORIGIN: "http://127.0.0.1:4010",
      TIKTOK_UPLOAD_HOSTS: "127.0.0.1:4011",
    });
  });

  it("keeps what the operator has set for the gateway itself", () => {
    const own = {
      PORT: "9000",
      DATA_DIR: "/own",
      ADMIN_API_KEY: "a-key-of-my-own",
      LOG_LEVEL: "debug",
    };

    expect(sandboxEnvironment(own, sandbox, "/data")).toMatchObject({
      ...own,
      PUBLIC_URL: "http://localhost:9000",
    });
  });

  it("makes an API key of its own for each start", () => {
    const keys = [1, 2].map(() => sandboxEnvironment({}, sandbox, "/data").ADMIN_API_KEY);

    expect(keys[0]).not.toBe(keys[1]);
    expect(keys[0]).toMatch(/^[\x21-\x7e]{16,256}$/);
  });
});
