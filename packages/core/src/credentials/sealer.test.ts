import { createCipheriv, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CredentialUnreadableError } from "./credential-unreadable-error";
import { formatEnvelope, parseEnvelope } from "./envelope-format";
import { createKeyRing, type EncryptionKey } from "./key-ring";
import { associatedData, type SealContext } from "./seal-context";
import { createSealer } from "./sealer";

// fast-check prints the seed of a failing run by itself.
const oldKey: EncryptionKey = { id: "old", key: randomBytes(32) };
const newKey: EncryptionKey = { id: "new", key: randomBytes(32) };
const oldSealer = createSealer(createKeyRing([oldKey]));
const newSealer = createSealer(createKeyRing([newKey, oldKey]));
const context: SealContext = {
  purpose: "credential",
  tenantId: "tenant-1",
  recordId: "connection-1",
  kind: "oauth",
  generation: 7,
};

function reasonOf(run: () => string): string {
  try {
    return `opened: ${run()}`;
  } catch (error) {
    if (error instanceof CredentialUnreadableError) return error.reason;
    throw error;
  }
}

const anyText = fc.string({ unit: "binary", maxLength: 300 });
const anyContext = fc.record({
  purpose: fc.stringMatching(/^[a-z-]{1,12}$/),
  tenantId: fc.string(),
  recordId: fc.string(),
  kind: fc.string(),
  generation: fc.nat(),
});

describe("a sealed text", () => {
  it("opens to what was sealed, for every text and every place", () => {
    fc.assert(
      fc.property(anyText, anyContext, (text, place) => {
        expect(oldSealer.open(oldSealer.seal(text, place), place)).toBe(text);
      }),
    );
  });

  it("is up1, the key's id, a wrapped data key of 60 bytes and a body", () => {
    const [format, keyId, wrapped, body] = oldSealer.seal("abc", context).split(".");
    expect([format, keyId]).toEqual(["up1", "old"]);
    expect(Buffer.from(wrapped ?? "", "base64url")).toHaveLength(12 + 32 + 16);
    expect(Buffer.from(body ?? "", "base64url")).toHaveLength(12 + 3 + 16);
  });

  it("never looks the same twice, in any of its parts", () => {
    const texts = Array.from({ length: 50 }, () => oldSealer.seal("same", context));
    const parts = texts.flatMap((text) => text.split(".").slice(2));
    expect(new Set(parts).size).toBe(100);
  });

  it("does not open after a change of any single character", () => {
    const sealed = oldSealer.seal("a secret of some length", context);
    const opened = [...sealed].flatMap((character, index) => {
      const others = ["A", "B", "q", "-", ".", "0"].filter((other) => other !== character);
      return others.filter((other) => {
        const changed = sealed.slice(0, index) + other + sealed.slice(index + 1);
        return reasonOf(() => oldSealer.open(changed, context)).startsWith("opened");
      });
    });
    expect(opened).toEqual([]);
  });

  it("does not open after a change of any single bit", () => {
    const { keyId, wrapped, body } = parseEnvelope(oldSealer.seal("a secret", context));
    for (const part of [wrapped, body]) {
      for (let bit = 0; bit < part.length * 8; bit += 1) {
        part.writeUInt8(part.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const text = formatEnvelope({ keyId, wrapped, body });
        expect(reasonOf(() => oldSealer.open(text, context))).toBe("not_authentic");
        part.writeUInt8(part.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      }
    }
    const restored = formatEnvelope({ keyId, wrapped, body });
    expect(oldSealer.open(restored, context)).toBe("a secret");
  });

  it("does not open when cut off anywhere", () => {
    const sealed = oldSealer.seal("a secret", context);
    for (let length = 0; length < sealed.length; length += 1) {
      expect(reasonOf(() => oldSealer.open(sealed.slice(0, length), context))).not.toMatch(
        /opened/,
      );
    }
    const { keyId, wrapped, body } = parseEnvelope(sealed);
    for (let length = 1; length < body.length; length += 1) {
      const cut = formatEnvelope({ keyId, wrapped, body: body.subarray(0, length) });
      expect(reasonOf(() => oldSealer.open(cut, context))).toBe("not_authentic");
    }
  });

  it.each([4, 8, 12, 13, 14, 15])("does not open with an honest tag of %i bytes", (length) => {
    const dataKey = randomBytes(32);
    const wrapKey = createKeyRing([oldKey]).derive("old", context.purpose) ?? new Uint8Array();
    const encryptShort = (key: Uint8Array, plain: Uint8Array, associated: Uint8Array) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: length });
      cipher.setAAD(associated);
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    };
    const wrapped = encryptShort(wrapKey, dataKey, associatedData("key", "old", context));
    const body = encryptShort(dataKey, randomBytes(40), associatedData("body", null, context));
    const text = formatEnvelope({ keyId: "old", wrapped, body });
    expect(reasonOf(() => oldSealer.open(text, context))).toBe("not_authentic");
    // The same with a proper wrapping, so that the body's own tag is what is refused.
    const honest = parseEnvelope(oldSealer.seal("x".repeat(40), context));
    const shortened = honest.body.subarray(0, honest.body.length - 16 + length);
    const mixed = formatEnvelope({ ...honest, body: shortened });
    expect(reasonOf(() => oldSealer.open(mixed, context))).toBe("not_authentic");
  });

  it("opens in its own place only", () => {
    fc.assert(
      fc.property(anyContext, anyContext, (place, other) => {
        fc.pre(JSON.stringify(Object.values(place)) !== JSON.stringify(Object.values(other)));
        const sealed = oldSealer.seal("secret", place);
        expect(reasonOf(() => oldSealer.open(sealed, other))).toBe("not_authentic");
      }),
    );
    for (const [field, value] of [
      ["purpose", "checkpoint"],
      ["tenantId", "tenant-2"],
      ["recordId", "connection-2"],
      ["kind", "cookie"],
      ["generation", 8],
    ] as const) {
      const sealed = oldSealer.seal("secret", context);
      const other = { ...context, [field]: value };
      expect(
        reasonOf(() => oldSealer.open(sealed, other)),
        field,
      ).toBe("not_authentic");
    }
  });

  it("cannot be put together from the parts of two others", () => {
    const first = parseEnvelope(oldSealer.seal("first", context));
    const second = parseEnvelope(oldSealer.seal("second", context));
    const mixed = formatEnvelope({ ...first, body: second.body });
    expect(reasonOf(() => oldSealer.open(mixed, context))).toBe("not_authentic");
    const swapped = formatEnvelope({ ...first, wrapped: first.body, body: first.wrapped });
    expect(reasonOf(() => oldSealer.open(swapped, context))).toBe("not_authentic");
  });
});

describe("key ids", () => {
  it("tells a key that is missing from a text that was changed", () => {
    const sealed = newSealer.seal("secret", context);
    expect(reasonOf(() => oldSealer.open(sealed, context))).toBe("unknown_key");
    const renamed = sealed.replace("up1.new.", "up1.old.");
    expect(reasonOf(() => oldSealer.open(renamed, context))).toBe("not_authentic");
    expect(reasonOf(() => oldSealer.open("no envelope", context))).toBe("malformed");
  });

  it("tells another key under the same id from a missing one", () => {
    const impostor = createSealer(createKeyRing([{ id: "old", key: randomBytes(32) }]));
    const sealed = oldSealer.seal("secret", context);
    expect(reasonOf(() => impostor.open(sealed, context))).toBe("not_authentic");
  });

  it("names the key id in the error, and nothing of the content", () => {
    const sealed = newSealer.seal("very-secret-value", context);
    try {
      oldSealer.open(sealed, context);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        code: "credential_unreadable",
        keyId: "new",
        retryable: false,
      });
      expect(String(error)).toContain('"new"');
      expect(String(error)).not.toContain(sealed.slice(8));
    }
  });

  it("re-wraps for the newest key without touching the body", () => {
    const sealed = oldSealer.seal("secret", context);
    const rewrapped = newSealer.rewrap(sealed, context);
    expect(newSealer.keyIdOf(rewrapped)).toBe("new");
    expect(rewrapped.split(".")[3]).toBe(sealed.split(".")[3]);
    expect(createSealer(createKeyRing([newKey])).open(rewrapped, context)).toBe("secret");
    expect(newSealer.rewrap(rewrapped, context)).toBe(rewrapped);
  });

  it("re-wraps nothing that it cannot open", () => {
    const sealed = oldSealer.seal("secret", context);
    const elsewhere = { ...context, recordId: "connection-2" };
    expect(reasonOf(() => newSealer.rewrap(sealed, elsewhere))).toBe("not_authentic");
    const own = newSealer.seal("secret", context);
    expect(reasonOf(() => newSealer.rewrap(own, elsewhere))).toBe("not_authentic");
  });
});
