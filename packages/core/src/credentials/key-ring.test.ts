import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../errors";
import { createKeyRing, type EncryptionKey } from "./key-ring";

const key = (id: string, bytes = 32): EncryptionKey => ({ id, key: randomBytes(bytes) });

function issuesOf(keys: readonly EncryptionKey[]): readonly string[] {
  try {
    createKeyRing(keys);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.issues.map((issue) => issue.path);
    throw error;
  }
  return [];
}

describe("a key ring", () => {
  it("seals with the first key and knows all of them", () => {
    const ring = createKeyRing([key("new"), key("old")]);
    expect(ring.primaryId).toBe("new");
    expect(ring.ids).toEqual(["new", "old"]);
    expect(ring.derive("elsewhere", "credential")).toBeNull();
  });

  it("derives another key for every purpose and every master key, always the same one", () => {
    const ring = createKeyRing([key("a"), key("b")]);
    const derived = [
      ring.derive("a", "credential"),
      ring.derive("a", "flow"),
      ring.derive("b", "credential"),
    ].map((bytes) => Buffer.from(bytes ?? []).toString("hex"));
    expect(new Set(derived).size).toBe(3);
    expect(derived.every((hex) => hex.length === 64)).toBe(true);
    expect(ring.derive("a", "credential")).toEqual(ring.derive("a", "credential"));
  });

  it.each([
    ["an empty ring", [], ["keys"]],
    ["a short key", [key("a", 31)], ["keys[0].key"]],
    ["a long key", [key("a"), key("b", 33)], ["keys[1].key"]],
    ["an id with a space", [key("a b")], ["keys[0].id"]],
    ["an id with a dot", [key("a.b")], ["keys[0].id"]],
    ["an empty id", [key("")], ["keys[0].id"]],
    ["a repeated id", [key("a"), key("b"), key("a")], ["keys[2].id"]],
    ["several faults at once", [key("a b", 1), key("b")], ["keys[0].id", "keys[0].key"]],
  ])("refuses %s and names it", (_name, keys, paths) => {
    expect(issuesOf(keys)).toEqual(paths);
  });

  it("shows no key, and does not change when the caller wipes his buffer", () => {
    const master = randomBytes(32);
    const texts = ["hex", "base64", "base64url"] as const;
    const secrets = texts.map((encoding) => master.toString(encoding));
    const ring = createKeyRing([{ id: "a", key: master }]);
    const printed = `${inspect(ring, { depth: 9, showHidden: true })}${JSON.stringify(ring)}`;
    for (const secret of secrets) expect(printed).not.toContain(secret);
    const copy = createKeyRing([{ id: "a", key: Uint8Array.from(master) }]);
    master.fill(0);
    expect(ring.derive("a", "flow")).toEqual(copy.derive("a", "flow"));
  });
});
