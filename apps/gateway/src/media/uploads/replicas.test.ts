import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readJson } from "../../../test/create-test-gateway";
import { contents, createTestMedia, type TestMedia } from "../../../test/create-test-media";
import { openS3Server, type S3Server } from "../../../test/s3-server";
import { withDatabases } from "../../../test/test-databases";
import {
  createUnreliableReplica,
  type Fate,
  type UnreliableReplica,
} from "../../../test/unreliable-replica";
import { sharedBody } from "../ingest/incoming-body";
import { readStoredRange } from "../storage/read-stored-range";
import { createS3Storage } from "../storage/s3/create-s3-storage";
import { systemS3Options } from "../storage/s3/s3-client";
import { sweepOrphans } from "../sweeping/sweep-orphans";
import { appendToUpload } from "./append-to-upload";
import { uploadOffset } from "./upload-offset";
import { findUpload } from "./upload-row";

const sizeBytes = 300_000;
/** So much of every attempt is the same: the beginning of a video. */
const HEAD_BYTES = 4096;
const LEASE_MS = 61_000;
const HOUR_MS = 60 * 60 * 1000;

/** One request of a client: how much it sends, whether its connection breaks, what befalls its replica. */
type Piece = {
  readonly lengthBytes: number;
  readonly isWhole: boolean;
  readonly breaksOff: boolean;
  readonly fate: Fate;
  /** Another replica gets the same request at the same time. */
  readonly isDoubled: boolean;
  /** Replicas that sleep wake while this piece is sent. */
  readonly wakesOthers: boolean;
};

const fates: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Fate>({ kind: "well" }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("dies" as const, "sleeps" as const),
      atStep: fc.integer({ min: 1, max: 24 }),
    }),
  },
);

const pieces: fc.Arbitrary<Piece> = fc.record({
  lengthBytes: fc.integer({ min: 1, max: sizeBytes }),
  isWhole: fc.boolean(),
  breaksOff: fc.boolean(),
  fate: fates,
  isDoubled: fc.boolean(),
  wakesOthers: fc.boolean(),
});

const facts = {
  kind: "video",
  image: null,
  video: {
    durationSeconds: 1,
    widthPixels: 1,
    heightPixels: 1,
    frameRate: null,
    videoCodec: null,
    audioCodec: null,
  },
} as const;

withDatabases("an upload over replicas that die and wake late", (engine) => {
  let s3: S3Server;
  let head: Buffer;
  const worlds: TestMedia[] = [];
  beforeAll(async () => {
    s3 = await openS3Server();
    head = (await contents("vertical-h264-aac.mp4")).subarray(0, HEAD_BYTES);
  });
  afterAll(async () => {
    for (const world of worlds) await world.close();
    await s3.close();
  });

  async function openWorld(store: "directory" | "bucket"): Promise<TestMedia> {
    const world = await createTestMedia(engine, {}, (storage) =>
      store === "directory" ? storage : createS3Storage(s3.setting(), systemS3Options),
    );
    worlds.push(world);
    return world;
  }

  it.each([
    ["directory", 20],
    ["bucket", 10],
  ] as const)(
    "loses no acknowledged byte and mixes none (%s)",
    async (store, numRuns) => {
      const test = await openWorld(store);
      await fc.assert(
        fc.asyncProperty(fc.array(pieces, { minLength: 1, maxLength: 8 }), (plan) =>
          sendUpload(test, head, plan),
        ),
        { numRuns: engine === "embedded" ? numRuns / 2 : numRuns },
      );
    },
    180_000,
  );
});

/**
 * Sends an upload of which every attempt has other bytes, so that it shows whose are kept. Bytes that an
 * attempt got acknowledged must be those of that attempt for ever.
 */
async function sendUpload(test: TestMedia, head: Buffer, plan: readonly Piece[]): Promise<void> {
  const prober = { probe: async () => facts };
  const dependencies = { ...test.media.dependencies, prober };
  const { clock } = test.gateway;
  const json = { size_bytes: sizeBytes, type: "video/mp4" };
  const path = "/v1/media/uploads";
  const response = await test.gateway.request(path, { method: "POST", json });
  const made = await readJson(response, 201);
  const mediaId = String(made.media_id);
  const token = String(made.upload_url).split("/").at(-1) ?? "";
  const sleepers: UnreliableReplica[] = [];
  const ends: Promise<unknown>[] = [];
  const truth = Buffer.alloc(sizeBytes);
  let acknowledged = 0;
  let attempts = 0;

  const find = async () => {
    const upload = await findUpload(dependencies, token);
    if (upload === null) throw new Error("The link is gone.");
    return upload;
  };
  const send = async (offsetBytes: number, piece: Piece) => {
    const replica = createUnreliableReplica(dependencies, piece.fate);
    attempts += 1;
    const bytes = Buffer.alloc(sizeBytes, attempts);
    bytes.set(head);
    const left = sizeBytes - offsetBytes;
    const length = piece.isWhole ? left : Math.min(piece.lengthBytes, left);
    const body = async function* () {
      for (let at = offsetBytes; at < offsetBytes + length; at += 64 * 1024) {
        yield bytes.subarray(at, Math.min(at + 64 * 1024, offsetBytes + length));
      }
      if (piece.breaksOff) throw new Error("The connection broke.");
    };
    const call = appendToUpload(replica.dependencies, {
      upload: await find(),
      offsetBytes,
      body: sharedBody(body()),
      sha256: null,
      isResumable: true,
    }).then(
      (progress) => {
        bytes.copy(truth, offsetBytes, offsetBytes, progress.offsetBytes);
        acknowledged = Math.max(acknowledged, progress.offsetBytes);
      },
      () => {},
    );
    ends.push(call);
    const isAsleep = await Promise.race([call.then(() => false), replica.asleep.then(() => true)]);
    if (isAsleep) sleepers.push(replica);
  };
  const isReady = async () => (await find()).media.status === "ready";
  const offset = async () => {
    const bytes = await uploadOffset(dependencies, await find());
    expect(bytes).toBeGreaterThanOrEqual(acknowledged);
    return bytes;
  };

  for (const piece of plan) {
    if (await isReady()) break;
    const from = await offset();
    const waking = piece.wakesOthers ? sleepers.splice(0) : [];
    const other = { ...piece, fate: { kind: "well" } as const };
    const sends = [send(from, piece), ...(piece.isDoubled ? [send(from, other)] : [])];
    for (const sleeper of waking) sleeper.wake();
    await Promise.all(sends);
    clock.advance(LEASE_MS);
  }
  const last = { lengthBytes: 1, isWhole: true, breaksOff: false, isDoubled: false } as const;
  for (let tries = 0; tries < 3 && !(await isReady()); tries += 1) {
    await send(await offset(), { ...last, wakesOthers: false, fate: { kind: "well" } });
    clock.advance(LEASE_MS);
  }
  for (const sleeper of sleepers) sleeper.wake();
  await Promise.all(ends);

  const { media } = await find();
  expect(media.status).toBe("ready");
  const range = { offsetBytes: 0, lengthBytes: sizeBytes };
  const stored = await readStoredRange(dependencies.storage, media, range);
  expect(stored.length).toBe(sizeBytes);
  for (let at = HEAD_BYTES; at < acknowledged; at += 1) {
    // Zero: nobody was told of this byte, though it was kept.
    if (truth[at] !== 0 && truth[at] !== stored[at]) {
      expect.fail(`Byte ${at} is of attempt ${stored[at]} instead of ${truth[at]}.`);
    }
  }
  await test.gateway.request(`/v1/media/${mediaId}`, { method: "DELETE" });
  // What late writers left of their own is an orphan, and cleaned away by its age.
  const later = () => new Date(Date.now() + 2 * HOUR_MS);
  await sweepOrphans({ ...dependencies, now: later });
  const left = [];
  for await (const file of dependencies.storage.list()) if (file.id === mediaId) left.push(file);
  expect(left).toEqual([]);
}
