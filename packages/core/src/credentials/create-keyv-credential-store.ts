import Keyv from "keyv";
import { createKeyvGenerationPointers } from "./create-keyv-generation-pointers";
import { createMemoryLocker } from "./create-memory-locker";
import {
  createSealedCredentialStore,
  type SealedCredentialStore,
} from "./create-sealed-credential-store";
import type { Locker } from "./locker";
import type { Sealer } from "./sealer";

/**
 * Makes a credential store on one Keyv; in memory when none is given, which forgets everything at
 * exit.
 *
 * Give the Keyv an adapter instance and a namespace of its own, `throwOnErrors: true` and no `ttl`.
 * Without a `locker` this process must be the only one that uses the Keyv.
 *
 * @throws ConfigurationError when the Keyv would hide failures or forget entries.
 */
export function createKeyvCredentialStore(options: {
  readonly sealer: Sealer;
  readonly keyv?: Keyv;
  readonly locker?: Locker;
  readonly now?: () => Date;
}): SealedCredentialStore {
  const keyv = options.keyv ?? new Keyv({ namespace: "upload-post", throwOnErrors: true });
  const locker = options.locker ?? createMemoryLocker();
  const pointers = createKeyvGenerationPointers({ keyv, locker });
  const { sealer, now = () => new Date() } = options;
  return createSealedCredentialStore({ envelopes: keyv, pointers, sealer, now });
}
