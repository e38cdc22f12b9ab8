import { expect, it } from "vitest";
import { requestFailure } from "./request-failure";

const request = { platformName: "Acme", method: "POST", path: "/v1/token" };

function coded(code: string): Error {
  return Object.assign(new Error("secret https://acme.test/?token=canary"), { code });
}

it.each([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
])("knows that %s comes before anything was sent", (code) => {
  const error = requestFailure(new TypeError("fetch failed", { cause: coded(code) }), request);
  expect(error).toMatchObject({ code: "platform_unavailable", retryable: true, effect: "none" });
  expect(error.message).toContain(code);
});

it.each([
  "ECONNRESET",
  "EPIPE",
  "UND_ERR_SOCKET",
  "UND_ERR_HEADERS_TIMEOUT",
  "EPROTO",
  "SOMETHING",
])("takes %s for possibly arrived", (code) => {
  const error = requestFailure(new TypeError("fetch failed", { cause: coded(code) }), request);
  expect(error.effect).toBe("possible");
});

it("takes several addresses for unreached only when none was reached", () => {
  const refused = new AggregateError([coded("ECONNREFUSED"), coded("ECONNREFUSED")]);
  const mixed = new AggregateError([coded("ECONNREFUSED"), coded("ECONNRESET")]);
  const nameless = new AggregateError([coded("ECONNREFUSED"), new Error("odd")]);
  expect(requestFailure({ cause: refused }, request).effect).toBe("none");
  expect(requestFailure({ cause: mixed }, request).effect).toBe("possible");
  expect(requestFailure({ cause: nameless }, request).effect).toBe("possible");
});

it("takes a time-out and an error without a code for possibly arrived", () => {
  const timeout = new DOMException("too slow", "TimeoutError");
  expect(requestFailure(timeout, request)).toMatchObject({
    effect: "possible",
    message: expect.stringContaining("no answer in time"),
  });
  expect(requestFailure("thrown text", request).effect).toBe("possible");
});

it("names the request but carries nothing of the original error", () => {
  const error = requestFailure(coded("ECONNRESET"), request);
  expect(error.message).toContain("Acme");
  expect(error.message).toContain("POST /v1/token");
  expect(error.message).not.toContain("canary");
  expect(error.cause).toBeUndefined();
});
