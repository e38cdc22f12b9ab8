/** The connector kit: what several connectors need by standard. Platform-neutral. */
export { type ByteRangePlan, countParts, planByteRanges } from "./byte-range-plan";
export { constantTimeEqual } from "./constant-time-equal";
export {
  createHostAllowList,
  type HostAllowList,
  hostAllowListIssue,
  isLoopbackHost,
} from "./host-allow-list";
export { parseJsonExactly } from "./parse-json-exactly";
export { parseRetryAfter } from "./parse-retry-after";
export { createCodeVerifier, s256Base64Url, s256Hex } from "./pkce";
export {
  createPlatformClient,
  type PlatformAnswer,
  type PlatformClient,
  type PlatformClientOptions,
  type PlatformRequest,
} from "./platform-client";
export {
  createOAuthState,
  createRandomToken,
  type RandomSource,
  secureRandomSource,
} from "./random-source";
export { type FailedRequest, requestFailure } from "./request-failure";
