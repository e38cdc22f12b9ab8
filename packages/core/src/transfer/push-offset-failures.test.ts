import { describe, expect, it } from "vitest";
import { accepted, offsetPlan, runTransferBench } from "../../test/transfer-bench";
import {
  AuthorizationRequiredError,
  ContentRejectedError,
  PlatformUnavailableError,
} from "../errors";

const broken = () =>
  new PlatformUnavailableError({ effect: "possible", message: "The connection broke." });

describe("a failure of a sequential transfer", () => {
  it("keeps what was acknowledged and says that the commit was not on its way", async () => {
    let parts = 0;
    const { end } = await runTransferBench({
      plan: offsetPlan({ commit: "on-last-byte" }),
      sizeBytes: 30,
      answer() {
        parts += 1;
        if (parts === 2) throw broken();
        return accepted();
      },
    });

    expect(end).toMatchObject({
      kind: "failed",
      armed: false,
      progress: { acknowledgedBytes: 10, interrupted: true },
    });
  });

  it("says that the commit was on its way when the last part failed", async () => {
    const { end } = await runTransferBench({
      plan: offsetPlan({ commit: "on-last-byte" }),
      sizeBytes: 10,
      answer() {
        throw broken();
      },
    });

    expect(end).toMatchObject({ kind: "failed", armed: true, error: { effect: "possible" } });
  });

  it("has nothing on its way when the signature cannot be made", async () => {
    const { end, events } = await runTransferBench({
      plan: offsetPlan({ commit: "on-last-byte" }),
      sizeBytes: 10,
      answer: () => accepted(),
      authorizeTransfer: () => Promise.reject(broken()),
    });

    expect(end).toMatchObject({ kind: "failed", armed: false });
    expect(events.map(({ kind }) => kind)).toEqual(["authorize"]);
  });

  it("proves nothing when the connector cannot read the answer", async () => {
    const { end } = await runTransferBench({
      plan: offsetPlan({ commit: "on-last-byte" }),
      sizeBytes: 10,
      answer: () => accepted(),
      readTransferResponse() {
        throw new TypeError("undefined is not an object");
      },
    });

    expect(end).toMatchObject({
      kind: "failed",
      armed: true,
      error: { code: "platform_contract_broken", effect: "possible" },
    });
  });

  it("goes on as it is when the state cannot be saved", async () => {
    const lost = new Error("somebody else has the delivery");
    const running = runTransferBench({
      plan: offsetPlan(),
      sizeBytes: 10,
      answer: () => accepted(),
      persist() {
        throw lost;
      },
    });

    await expect(running).rejects.toBe(lost);
  });

  it("is the reason of the abort when there was one", async () => {
    const controller = new AbortController();
    const running = runTransferBench({
      plan: offsetPlan(),
      sizeBytes: 10,
      signal: controller.signal,
      answer() {
        controller.abort(new Error("shutting down"));
        throw broken();
      },
    });

    await expect(running).rejects.toThrow("shutting down");
  });

  it.each([
    [{ kind: "gone" } as const, { kind: "gone", armed: true }],
    [
      {
        kind: "rejected",
        error: new ContentRejectedError({ field: null, message: "no" }),
      } as const,
      { kind: "failed", armed: true, error: { code: "content_rejected" } },
    ],
    [
      { kind: "unclear", retryAfterMs: 5_000 } as const,
      { kind: "failed", armed: true, error: { effect: "possible", retryAfterMs: 5_000 } },
    ],
    [
      { kind: "out-of-step", acknowledgedBytes: 10 } as const,
      { kind: "failed", armed: true, error: { effect: "possible" } },
    ],
  ])("ends the transfer for a verdict on the committing part of %j", async (verdict, expected) => {
    const { end, sent } = await runTransferBench({
      plan: offsetPlan({ commit: "on-last-byte" }),
      sizeBytes: 10,
      answer: () => verdict,
    });

    expect(end).toMatchObject(expected);
    expect(sent).toHaveLength(1);
  });
});

describe("an unauthorised part", () => {
  const error = (reason: "expired" | "revoked") =>
    new AuthorizationRequiredError({ reason, message: "The token was refused." });

  it("is sent again with the challenge it was answered with", async () => {
    const answers = [
      { kind: "unauthorized", challenge: { nonce: "n1" }, error: error("revoked") } as const,
    ];
    const { end, events } = await runTransferBench({
      plan: offsetPlan(),
      sizeBytes: 10,
      answer: () => answers.shift() ?? accepted(),
    });

    expect(end.kind).toBe("finished");
    expect(events.filter(({ kind }) => kind === "authorize")).toEqual([
      { kind: "authorize", challenge: null },
      { kind: "authorize", challenge: { nonce: "n1" } },
    ]);
    expect(events.some(({ kind }) => kind === "refresh")).toBe(false);
  });

  it("is sent at most twice more, refreshing when the token has expired", async () => {
    const { end, events, sent } = await runTransferBench({
      plan: offsetPlan({ commit: "on-last-byte" }),
      sizeBytes: 10,
      answer: () => ({ kind: "unauthorized", challenge: null, error: error("expired") }),
    });

    expect(end).toMatchObject({ kind: "failed", error: { code: "authorization_expired" } });
    expect(sent).toHaveLength(3);
    expect(events.filter(({ kind }) => kind === "refresh")).toHaveLength(2);
  });
});
