import { setTimeout as wait } from "node:timers/promises";
import type { ReceivedMessage, ReceiverAnswer } from "../../apps/gateway/test/webhook-receiver";
import type { Prove } from "../proof";
import { createSeededRandom } from "../refresh/seeded-random";
import { compareArrivals } from "./arrivals";
import { type Sender, startSender } from "./start-sender";
import { openWebhookWorld, type WebhookWorld } from "./webhook-world";

const SENDERS = 3;
const DELIVERIES = 20;
const EVENT_EVERY_MS = 20;

/**
 * Events reach every endpoint that answers at all, in the order of each delivery and unchanged, while the
 * replicas that send them are killed one after the other and an endpoint beside them hangs.
 */
export const prove: Prove = async ({ seed, long, progress }) => {
  const random = createSeededRandom(seed);
  const world = await openWebhookWorld();
  const senders: Sender[] = [];
  try {
    const [steady, moody, dead] = world.endpoints;
    moody.receiver.answerAlways(moodily(random));
    dead.receiver.answerAlways("hang");
    for (let count = 0; count < SENDERS; count += 1)
      senders.push(await startSender(world.settings));
    progress(`${SENDERS} senders work`);

    const happened = new Map<string, number>();
    const events = long ? 10_000 : 400;
    const writing = writeEvents(world, events, happened, random);
    const kills = long ? 100 : 6;
    for (let kill = 0; kill < kills; kill += 1) {
      await wait(random() * 1_000);
      const which = Math.floor(random() * senders.length);
      await senders[which]?.kill();
      await world.expireLeases();
      senders[which] = await startSender(world.settings);
      progress(`${kill + 1} of ${kills} killed`);
    }
    await writing;

    const compare = () =>
      [steady, moody].map(({ receiver, secret }) =>
        compareArrivals(receiver.received, happened, secret),
      );
    for (let waitedMs = 0; waitedMs < 180_000; waitedMs += 500) {
      if (compare().every(({ lost }) => lost === 0)) break;
      await wait(500);
    }
    const [atSteady, atMoody] = compare();
    const missed = Object.entries({ steady: atSteady, moody: atMoody }).flatMap(([name, found]) =>
      (["lost", "outOfOrder", "badSignatures", "changed"] as const).flatMap((bar) =>
        found?.[bar] === 0 ? [] : [`${bar} at the ${name} endpoint: ${found?.[bar]}`],
      ),
    );
    if (dead.receiver.received.length === 0) missed.push("the dead endpoint was never tried");
    return { figures: { events, kills, steady: atSteady, moody: atMoody }, missed };
  } finally {
    await Promise.all(senders.map((sender) => sender.stop()));
    await world.close();
  }
};

/** One answer of four is a failure, but for a message that failed twice: later retries come after hours. */
function moodily(random: () => number): (message: ReceivedMessage) => ReceiverAnswer {
  const failures = new Map<string, number>();
  return ({ headers }) => {
    const id = headers["webhook-id"] ?? "";
    const luck = random();
    if (luck >= 0.25 || failures.get(id) === 2) return 204;
    failures.set(id, (failures.get(id) ?? 0) + 1);
    return luck < 0.1 ? "reset" : 500;
  };
}

async function writeEvents(
  world: WebhookWorld,
  count: number,
  happened: Map<string, number>,
  random: () => number,
): Promise<void> {
  const deliveries: Awaited<ReturnType<WebhookWorld["addDelivery"]>>[] = [];
  for (let index = 0; index < DELIVERIES; index += 1) deliveries.push(await world.addDelivery());
  for (let event = 0; event < count; event += 1) {
    const delivery = deliveries[Math.floor(random() * deliveries.length)];
    if (delivery === undefined) throw new Error("There are no deliveries.");
    await world.change(delivery);
    happened.set(delivery.deliveryId, (happened.get(delivery.deliveryId) ?? 0) + 1);
    await wait(random() * EVENT_EVERY_MS);
  }
}
