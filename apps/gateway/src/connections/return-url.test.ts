import { describe, expect, it } from "vitest";
import { matchReturnUrl, withOutcome } from "./return-url";

const allowed = ["https://app.example.com/done"];

/** What a caller might send to have the owner's browser end somewhere else. */
const evil: readonly string[] = [
  // Other origins
  "https://evil.example/done",
  "https://evil.example/https://app.example.com/done",
  "https://app.example.com.evil.example/done",
  "https://evilapp.example.com/done",
  "https://app.example.com.:443/done",
  "https://app.example.com:8443/done",
  "https://app.example.com:80/done",
  "https://example.com/done",
  "https://sub.app.example.com/done",
  "https://app-example.com/done",
  "https://app.example.co/done",
  "https://127.0.0.1/done",
  "https://[::1]/done",
  "https://аpp.example.com/done",
  "https://app.example.com\u3002evil.example/done",
  "https://app.example.com%2eevil.example/done",
  "https://app.example.com%00.evil.example/done",
  // Other schemes
  "http://app.example.com/done",
  "ftp://app.example.com/done",
  "javascript:alert(1)//https://app.example.com/done",
  "javascript://app.example.com/done%0aalert(1)",
  "data:text/html,https://app.example.com/done",
  "blob:https://app.example.com/done",
  "filesystem:https://app.example.com/done",
  "file:///done",
  "about:blank",
  "view-source:https://app.example.com/done",
  "intent://app.example.com/done#Intent;scheme=https;end",
  "wss://app.example.com/done",
  // Credentials that make a host look like another
  "https://app.example.com@evil.example/done",
  "https://app.example.com:pass@evil.example/done",
  "https://user@app.example.com/done",
  "https://user:pass@app.example.com/done",
  "https://:pass@app.example.com/done",
  "https://app.example.com%40evil.example/done",
  // Slashes and backslashes
  "//evil.example/done",
  "///evil.example/done",
  "\\\\evil.example\\done",
  "https:\\\\evil.example\\app.example.com\\done",
  "https://evil.example\\@app.example.com/done",
  "https:/\\evil.example/done",
  "https:evil.example/done",
  "/done",
  "done",
  "",
  // Paths beside the prefix, and out of it
  "https://app.example.com/",
  "https://app.example.com",
  "https://app.example.com/doneevil",
  "https://app.example.com/done-evil",
  "https://app.example.com/done.evil",
  "https://app.example.com/done%2fevil",
  "https://app.example.com/done;evil",
  "https://app.example.com/DONE",
  "https://app.example.com//done",
  "https://app.example.com/x/done",
  "https://app.example.com/done/../evil",
  "https://app.example.com/done/..",
  "https://app.example.com/done/%2e%2e/evil",
  "https://app.example.com/done/.%2e/evil",
  "https://app.example.com/done/%2E%2E%2Fevil",
  "https://app.example.com/done/..%2fevil",
  "https://app.example.com/done/..%5cevil",
  "https://app.example.com/done/..\\evil",
  "https://app.example.com/done/%252e%252e%252fevil",
  "https://app.example.com/done/%25252fevil",
  "https://app.example.com/?next=https://app.example.com/done",
  "https://app.example.com/#https://app.example.com/done",
  // Characters that browsers drop or show as something else
  "https://app.example.com/do\tne/../evil",
  "https://app.example.com/done\n",
  " https://app.example.com/done",
  "https://app.example.com/done\u0000",
  "https://app.example.com/done\u2028",
  "java\nscript:alert(1)",
  "https://app.example.com/done x",
  // Not URLs at all
  "https://",
  "https://app.example.com:port/done",
  "https://[app.example.com]/done",
];

describe("matchReturnUrl", () => {
  it("is tried with at least sixty evil URLs, all different", () => {
    expect(new Set(evil).size).toBe(evil.length);
    expect(evil.length).toBeGreaterThanOrEqual(60);
  });

  it.each(evil)("refuses %j", (text) => {
    expect(matchReturnUrl(text, allowed)).toBeNull();
  });

  it.each([
    ["https://app.example.com/done", "https://app.example.com/done"],
    ["HTTPS://APP.Example.COM:443/done", "https://app.example.com/done"],
    ["https://app.example.com/done/", "https://app.example.com/done/"],
    ["https://app.example.com/done/1/2?x=1#part", "https://app.example.com/done/1/2?x=1#part"],
    ["https://app.example.com/other/../done", "https://app.example.com/done"],
    ["https://app.example.com/done?to=%2f%2e%2e", "https://app.example.com/done?to=%2f%2e%2e"],
  ])("takes %j as %j", (text, normalised) => {
    expect(matchReturnUrl(text, allowed)).toBe(normalised);
  });

  it("takes every path of an allowed origin, and nothing without an allowed prefix", () => {
    const anywhere = ["http://localhost:3000/"];

    expect(matchReturnUrl("http://localhost:3000/a/b", anywhere)).toBe("http://localhost:3000/a/b");
    expect(matchReturnUrl("http://localhost:3001/a/b", anywhere)).toBeNull();
    expect(matchReturnUrl("http://localhost:3000/a/b", [])).toBeNull();
  });

  it("takes only what is below a prefix that ends with a slash", () => {
    const below = ["https://app.example.com/done/"];

    expect(matchReturnUrl("https://app.example.com/done/x", below)).not.toBeNull();
    expect(matchReturnUrl("https://app.example.com/done", below)).toBeNull();
  });
});

describe("withOutcome", () => {
  it("adds the outcome and keeps what the caller had", () => {
    const url = withOutcome("https://app.example.com/done?job=7#top", {
      connection: "con_1",
      status: "active",
      code: null,
    });

    expect(url).toBe("https://app.example.com/done?job=7&connection=con_1&status=active#top");
  });

  it("replaces parameters of its own names, however often they were there", () => {
    const url = withOutcome(
      "https://a.example/?status=active&code=x&status=active&connection=con_9",
      {
        connection: "con_1",
        status: "denied",
        code: "access_denied",
      },
    );

    expect(url).toBe("https://a.example/?connection=con_1&status=denied&code=access_denied");
  });
});
