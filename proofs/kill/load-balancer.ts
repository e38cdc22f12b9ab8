import { connect, createServer, type Server, type Socket } from "node:net";
import type { Random } from "./random";

/** One address in front of several replicas, as operators have it. */
export type LoadBalancer = {
  readonly port: number;
  /** Sends nothing new there, and breaks off what is open. */
  readonly takeOut: (port: number) => void;
  readonly putIn: (port: number) => void;
  readonly close: () => Promise<void>;
};

/** Starts one that sends every connection to a replica that is in. */
export async function startLoadBalancer(random: Random): Promise<LoadBalancer> {
  const replicas = new Map<number, Set<Socket>>();
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.once("close", () => open.delete(client));
    client.on("error", () => client.destroy());
    const ports = [...replicas.keys()];
    const port = ports.length === 0 ? undefined : random.pick(ports);
    if (port === undefined) {
      client.destroy();
      return;
    }
    const upstream = connect(port, "127.0.0.1");
    const sockets = replicas.get(port);
    sockets?.add(upstream);
    upstream.on("error", () => client.destroy());
    upstream.once("close", () => {
      sockets?.delete(upstream);
      client.destroy();
    });
    client.once("close", () => upstream.destroy());
    client.pipe(upstream).pipe(client);
  });
  await listen(server);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("It listens nowhere.");
  return {
    port: address.port,
    takeOut(port) {
      for (const socket of replicas.get(port) ?? []) socket.destroy();
      replicas.delete(port);
    },
    putIn(port) {
      if (!replicas.has(port)) replicas.set(port, new Set());
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
}
