import type { SwitchesPatch } from "./switches";

/** Name of a set of token rules (reference 10.7). */
export type TokenProfileName = keyof typeof tokenProfiles;

/**
 * The two documented sets of token rules.
 * `nov2026`: pages OTM and OTR of November 2026. `legacy2026`: page OAT up to August 2026.
 */
export const tokenProfiles = {
  nov2026: {
    accessTokenSeconds: 7200,
    refreshTokenSeconds: 15_552_000,
    refreshReturns: "new",
    oldRefreshToken: "dead",
    refreshExpiry: "absolute",
  },
  legacy2026: {
    accessTokenSeconds: 86_400,
    refreshTokenSeconds: 31_536_000,
    refreshReturns: "same",
    oldRefreshToken: "alive",
    refreshExpiry: "absolute",
  },
} as const satisfies Record<string, SwitchesPatch>;
