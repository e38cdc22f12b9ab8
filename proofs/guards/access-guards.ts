import type { Guard } from "./guard";

const connections = "apps/gateway/src/connections";
const attacks = `${connections}/consent-attacks.test.ts`;
const outbound = "apps/gateway/src/outbound";

/** What keeps secrets where they belong, links single, and strangers out. */
export const accessGuards: readonly Guard[] = [
  {
    name: "associated-data",
    against: "a sealed value is opened in the place of another one",
    patches: [
      {
        path: "packages/core/src/credentials/aes-gcm.ts",
        find: "  decipher.setAAD(associated);\n",
        replace: "  decipher.setAAD(Buffer.alloc(0));\n",
      },
      {
        path: "packages/core/src/credentials/aes-gcm.ts",
        find: "  cipher.setAAD(associated);\n  return",
        replace: "  cipher.setAAD(Buffer.alloc(0));\n  return",
      },
    ],
    test: {
      path: "packages/core/src/credentials/sealer.test.ts",
      title: "opens in its own place only",
    },
  },
  {
    name: "browser-binding",
    against: "somebody else's browser finishes the owner's consent",
    patches: [
      {
        path: `${connections}/take-flow.ts`,
        find: "if (!isSameBrowser(flow, claim.browserSecretOf(flow.id)))",
        replace: 'if (!isSameBrowser(flow, claim.browserSecretOf(flow.id)) && flow.id === "")',
      },
    ],
    test: {
      path: attacks,
      title: "refuses the callback in another browser, and leaves it to the right one",
    },
  },
  {
    name: "atomic-take-of-a-state",
    against: "one callback is used twice",
    patches: [
      {
        path: `${connections}/take-flow.ts`,
        find: '.where("id", "=", flow.id)\n    .where("finished_at", "is", null)',
        replace: '.where("id", "=", flow.id)',
      },
    ],
    test: {
      path: attacks,
      title: "takes a callback once of ten at the same time, and never again",
    },
  },
  {
    name: "atomic-take-of-a-link",
    against: "one connect link starts two flows",
    patches: [
      {
        path: `${connections}/start-authorization.ts`,
        find: '\n      .where("started_at", "is", null)',
        replace: "",
      },
    ],
    test: { path: attacks, title: "starts once of twenty clicks at the same time" },
  },
  {
    name: "atomic-decision",
    against: "one review is decided twice",
    patches: [
      {
        path: "apps/gateway/src/reviews/carry-out-decision.ts",
        find: '\n      .where("decision", "is", null)',
        replace: "",
      },
    ],
    test: {
      path: "apps/gateway/src/reviews/hostile-reviews.test.ts",
      title: "are rejected once by two clicks at the same moment",
    },
  },
  {
    name: "addresses-as-numbers",
    against: "an address from outside reaches this machine itself",
    // Only loopback is let through, so that nothing else is ever reached by the test.
    patches: [
      {
        path: `${outbound}/outbound-target.ts`,
        find: "if (isIP(literal) !== 0 && !isPublicAddress(literal))",
        replace: 'if (isIP(literal) !== 0 && literal !== "127.0.0.1" && !isPublicAddress(literal))',
      },
      {
        path: `${outbound}/guarded-connector.ts`,
        find: "if (isPublicAddress(host))",
        replace: 'if (host === "127.0.0.1" || isPublicAddress(host))',
      },
    ],
    test: {
      path: `${outbound}/create-outbound-client.test.ts`,
      title: "reaches none of several hundred ways to write a special address",
    },
  },
  {
    name: "webhook-signature",
    against: "anybody can speak in the platform's name",
    patches: [
      {
        path: "packages/tiktok/src/webhooks/verify-signature.ts",
        find: 'if (!constantTimeEqual(expected, signature.toLowerCase())) return "the signature does not match";',
        replace: "constantTimeEqual(expected, signature);",
      },
    ],
    test: {
      path: "packages/tiktok/src/webhooks/create-webhooks.test.ts",
      title: "refuse another secret, and a signature moved to another time",
    },
  },
  {
    name: "webhook-age",
    against: "a recorded notification is played back later",
    patches: [
      {
        path: "packages/tiktok/src/webhooks/verify-signature.ts",
        find: "return ageSeconds > check.toleranceSeconds",
        replace: "return ageSeconds > Number.MAX_VALUE",
      },
    ],
    test: {
      path: "packages/tiktok/src/webhooks/create-webhooks.test.ts",
      title: "of -5.1 minutes from now are refused",
    },
  },
];
