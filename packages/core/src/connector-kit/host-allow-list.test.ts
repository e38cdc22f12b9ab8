import { describe, expect, it } from "vitest";
import { createHostAllowList, hostAllowListIssue, isLoopbackHost } from "./host-allow-list";

describe("createHostAllowList", () => {
  const list = createHostAllowList(["*.example.com", "up.test", "127.0.0.1:8080", "[::1]:9000"]);

  it.each([
    "https://a.example.com/video/?token=x",
    "https://a.b.EXAMPLE.com/",
    "https://up.test/",
    "http://127.0.0.1:8080/video",
    "https://127.0.0.1:8080/video",
    "http://[::1]:9000/",
  ])("accepts %s", (url) => {
    expect(list.accept(url)?.href).toBe(new URL(url).href);
  });

  it.each([
    "http://a.example.com/",
    "https://example.com/",
    "https://example.com.evil.test/",
    "https://evilexample.com/",
    "https://a.example.com:8443/",
    "https://user@a.example.com/",
    "https://a.example.com@evil.test/",
    "http://up.test/",
    "http://127.0.0.1/",
    "http://127.0.0.1:8081/",
    "http://127.0.0.2:8080/",
    "ftp://a.example.com/",
    "/video",
    "",
  ])("refuses %s", (url) => {
    expect(list.accept(url)).toBeNull();
  });

  it("allows plain http for a listed loopback host only when its port is listed too", () => {
    expect(createHostAllowList(["localhost"]).accept("http://localhost/")).toBeNull();
    expect(createHostAllowList(["localhost:80"]).accept("http://localhost/")).not.toBeNull();
    expect(createHostAllowList(["up.test:80"]).accept("http://up.test/")).toBeNull();
  });
});

it("tells a malformed entry from a well-formed one", () => {
  for (const entry of ["a.example.com", "*.example.com", "127.0.0.1:80", "[::1]:80"]) {
    expect(hostAllowListIssue(entry)).toBeNull();
  }
  for (const entry of ["", "https://a.example.com", "*", "a/b", "a.*.com", "host:port"]) {
    expect(hostAllowListIssue(entry)).toContain("is no host");
  }
});

it("knows loopback hosts", () => {
  expect(isLoopbackHost("127.0.0.1")).toBe(true);
  expect(isLoopbackHost("127.0.0.1.example.com")).toBe(false);
});
