import type { ConnectorAuthorization } from "@upload-post/core/connector";
import { fetchUserInfo } from "../creator/user-info";
import type { TiktokRuntime } from "../tiktok-runtime";
import { beginAuthorization } from "./begin-authorization";
import { completeAuthorization } from "./complete-authorization";
import { refreshCredential } from "./refresh-credential";
import { revokeCredential } from "./revoke-credential";

/** Login Kit: consent, refresh, revocation, identification. */
export function createAuthorization(runtime: TiktokRuntime): ConnectorAuthorization {
  return {
    // The client comes from the operator.
    registrationKey: () => null,
    async begin(request) {
      return beginAuthorization(request, runtime.settings);
    },
    complete: (callback) => completeAuthorization(callback, runtime),
    refresh: (request) => refreshCredential(request, runtime),
    revoke: (request) => revokeCredential(request, runtime),
    identify: (request) => fetchUserInfo(runtime.api, request),
  };
}
