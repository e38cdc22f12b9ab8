import type { LookupAddress, LookupOptions } from "node:dns";
import { describe, expect, it } from "vitest";
import { createPinnedLookup } from "./pinned-lookup";
import type { HostAddress, ResolveHost } from "./resolve-host";

function ask(resolveHost: ResolveHost, options: LookupOptions) {
  return new Promise<string | LookupAddress[]>((resolve, reject) => {
    createPinnedLookup(resolveHost)("media.example", options, (error, address) =>
      error === null ? resolve(address) : reject(error),
    );
  });
}

const publicAddress: HostAddress = { address: "93.184.215.14", family: 4 };

describe("a pinned lookup", () => {
  it("asks once, so that a name server cannot answer the check and the connection differently", async () => {
    let questions = 0;
    const rebinding: ResolveHost = async () => {
      questions += 1;
      return questions === 1 ? [publicAddress] : [{ address: "127.0.0.1", family: 4 }];
    };
    expect(await ask(rebinding, { all: true })).toEqual([publicAddress]);
    expect(questions).toBe(1);
    await expect(ask(rebinding, { all: true })).rejects.toThrow("public internet");
  });

  it("answers one address or all, as the socket asks", async () => {
    const resolve: ResolveHost = async () => [publicAddress];
    expect(await ask(resolve, {})).toBe(publicAddress.address);
    expect(await ask(resolve, { all: true })).toEqual([publicAddress]);
  });

  it("fails when the name has no address", async () => {
    await expect(ask(async () => [], {})).rejects.toThrow("could not be resolved");
    await expect(ask(() => Promise.reject(new Error("NXDOMAIN")), {})).rejects.toThrow(
      "could not be resolved",
    );
  });
});
