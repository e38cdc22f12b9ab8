import type { MediaDependencies } from "../src/media/media-dependencies";
import type { MediaStorage, MediaWriter } from "../src/media/storage/media-storage";

/** What befalls a replica, and at which of its steps: each call of the store and of the database is two. */
export type Fate =
  | { readonly kind: "well" }
  /** It ends there: nothing of it happens any more. */
  | { readonly kind: "dies"; readonly atStep: number }
  /** It stops there, until it is woken. */
  | { readonly kind: "sleeps"; readonly atStep: number };

/** Thrown out of a replica that has died. */
class ReplicaDied extends Error {}

/** One process of a gateway, as the use cases of the media room see it. */
export type UnreliableReplica = {
  readonly dependencies: MediaDependencies;
  /** Resolves once it sleeps; never, if it does not. */
  readonly asleep: Promise<void>;
  readonly wake: () => void;
};

/** Makes a replica that shares database and store with others and meets its fate. */
export function createUnreliableReplica(real: MediaDependencies, fate: Fate): UnreliableReplica {
  const sleep = Promise.withResolvers<void>();
  const asleep = Promise.withResolvers<void>();
  let steps = 0;
  let isDead = false;
  const step = async () => {
    steps += 1;
    if (fate.kind === "sleeps" && steps === fate.atStep) {
      asleep.resolve();
      await sleep.promise;
    }
    isDead ||= fate.kind === "dies" && steps >= fate.atStep;
    if (isDead) throw new ReplicaDied();
  };
  const around = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    await step();
    const result = await call();
    await step();
    return result;
  };
  return {
    dependencies: {
      ...real,
      // It shows no sign of life, so that its lease always runs out.
      every: () => () => {},
      storage: wrapStorage(real.storage, around),
      database: wrapDatabase(real.database, around),
    },
    asleep: asleep.promise,
    wake: () => sleep.resolve(),
  };
}

type Around = <Result>(call: () => Promise<Result>) => Promise<Result>;

function wrapStorage(storage: MediaStorage, around: Around): MediaStorage {
  const wrapWriter = (writer: MediaWriter): MediaWriter => ({
    append: (chunks) => around(() => writer.append(chunks)),
    storedBytes: writer.storedBytes,
    flush: () => around(writer.flush),
    close: writer.close,
  });
  return {
    ...storage,
    createPart: async (part) => wrapWriter(await around(() => storage.createPart(part))),
    continuePart: async (part, from) =>
      wrapWriter(await around(() => storage.continuePart(part, from))),
    finish: (part) => around(() => storage.finish(part)),
    removeBefore: (version) => around(() => storage.removeBefore(version)),
    remove: (id) => around(() => storage.remove(id)),
  };
}

function wrapDatabase(
  database: MediaDependencies["database"],
  around: Around,
): MediaDependencies["database"] {
  const { kysely } = database;
  const transaction: typeof kysely.transaction = () => {
    const builder = kysely.transaction();
    const execute: typeof builder.execute = (body) => around(() => builder.execute(body));
    return Object.assign(Object.create(builder), { execute });
  };
  return { ...database, kysely: Object.assign(Object.create(kysely), { transaction }) };
}
