import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOutboundClient, type OutboundClientOptions } from "./create-outbound-client";
import { hostileHosts, hostileUrls } from "./hostile-addresses";
import type { OutboundClient, OutboundRequest } from "./outbound-client";
import { OutboundError } from "./outbound-error";
import type { ResolveHost } from "./resolve-host";

type Listener = { readonly server: Server; readonly port: number; connections: number };

const servers: Server[] = [];
const clients: OutboundClient[] = [];

async function listen(handle: RequestListener, host = "127.0.0.1"): Promise<Listener> {
  const server = createServer(handle);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const listener: Listener = { server, port, connections: 0 };
  server.on("connection", () => {
    listener.connections += 1;
  });
  return listener;
}

function createClient(options: Partial<OutboundClientOptions> = {}): OutboundClient {
  const client = createOutboundClient({ allow: [], resolveHost: refuseToResolve, ...options });
  clients.push(client);
  return client;
}

const refuseToResolve: ResolveHost = () => Promise.reject(new Error("no name is resolved here"));

function get(url: string, rest: Partial<OutboundRequest> = {}): OutboundRequest {
  return {
    url,
    method: "GET",
    headers: {},
    body: null,
    maxRedirects: 3,
    maxBytes: 1_000_000,
    signal: new AbortController().signal,
    ...rest,
  };
}

async function text(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The failure of a call that must fail. */
async function failureOf(call: Promise<unknown>): Promise<string> {
  const outcome = await call.catch((error: unknown) => error);
  if (!(outcome instanceof OutboundError)) throw new Error("no outbound error", { cause: outcome });
  return outcome.failure;
}

/** Something private that must never be reached. */
let canary: Listener;
beforeEach(async () => {
  canary = await listen((_request, response) => response.end("the secret"));
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe("the outbound client and hostile addresses", () => {
  it("reaches none of several hundred ways to write a special address", async () => {
    const client = createClient({ ports: [canary.port] });
    const hosts = hostileHosts();
    expect(hosts.length).toBeGreaterThan(400);
    const failures = await Promise.all(
      hosts.map(async (host) => [
        host,
        await failureOf(client.send(get(`http://${host}:${canary.port}/`))),
      ]),
    );
    expect(failures.filter(([, failure]) => failure !== "address_refused")).toEqual([]);
    expect(canary.connections).toBe(0);
  });

  it("shows that the canary can be reached at all", async () => {
    const client = createClient({ allow: [`127.0.0.1:${canary.port}`] });
    const response = await client.send(get(`http://2130706433:${canary.port}/`));
    expect(await text(response.body)).toBe("the secret");
    expect(canary.connections).toBe(1);
  });

  it.each(hostileUrls.map((url) => [url.slice(0, 60), url]))("refuses %j", async (_name, url) => {
    expect(await failureOf(createClient().send(get(url)))).toBe("address_refused");
  });

  it.each(["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "fd00::1", "::ffff:127.0.0.1"])(
    "refuses a name that resolves to %s, also beside a public address",
    async (address) => {
      const family = address.includes(":") ? 6 : 4;
      const client = createClient({
        ports: [canary.port],
        resolveHost: async () => [
          { address: "93.184.215.14", family: 4 },
          { address, family },
        ],
      });
      const call = client.send(get(`http://media.example:${canary.port}/`));
      expect(await failureOf(call)).toBe("address_refused");
      expect(canary.connections).toBe(0);
    },
  );

  it("exempts exactly the named host and port", async () => {
    const other = await listen((_request, response) => response.end("another service"));
    const client = createClient({
      allow: [`127.0.0.1:${canary.port}`],
      ports: [canary.port, other.port],
    });
    const calls = [`http://127.0.0.1:${other.port}/`, `http://127.0.0.2:${canary.port}/`];
    for (const url of calls) expect(await failureOf(client.send(get(url)))).toBe("address_refused");
    expect(other.connections).toBe(0);
  });

  it("says neither where a name leads to nor what the other side sent", async () => {
    const client = createClient({ resolveHost: async () => [{ address: "10.1.2.3", family: 4 }] });
    const outcome = client.send(get("http://internal.example/?token=hidden"));
    await expect(outcome).rejects.toThrow(/^((?!10\.1\.2\.3|internal|hidden).)*$/);
  });
});

describe("the outbound client and redirects", () => {
  /** A server that answers `/n` with a redirect to `/n-1`, and `/0` with `target` or with a text. */
  async function chain(target: string | null) {
    const server = await listen((request, response) => {
      const left = Number((request.url ?? "").slice(1));
      const location = left > 0 ? `/${left - 1}` : target;
      if (location === null) response.end("arrived");
      else response.writeHead(302, { location }).end();
    });
    const client = createClient({
      allow: [`127.0.0.1:${server.port}`],
      ports: [canary.port],
      resolveHost: async () => [{ address: "127.0.0.1", family: 4 }],
    });
    return { client, url: (hops: number) => `http://127.0.0.1:${server.port}/${hops}` };
  }

  it("follows three and not four", async () => {
    const { client, url } = await chain(null);
    expect(await text((await client.send(get(url(3)))).body)).toBe("arrived");
    expect(await failureOf(client.send(get(url(4))))).toBe("too_many_redirects");
  });

  it.each([
    ["a literal address", (port: number) => `http://127.0.0.1:${port}/`],
    ["a disguised address", (port: number) => `http://0x7f000001:${port}/`],
    ["a name", (port: number) => `http://rebound.example:${port}/`],
    ["an address of the same scheme", (port: number) => `//127.0.0.1:${port}/`],
    ["credentials", (port: number) => `http://a:b@public.example:${port}/`],
    ["a file", () => "file:///etc/passwd"],
  ])("refuses to be led to %s, at the last of three hops too", async (_name, target) => {
    const { client, url } = await chain(target(canary.port));
    for (const hops of [0, 2]) {
      expect(await failureOf(client.send(get(url(hops))))).toBe("address_refused");
    }
    expect(canary.connections).toBe(0);
  });

  it.each([null, "", "http://"])("refuses a redirect to %j", async (location) => {
    const server = await listen((_request, response) =>
      response.writeHead(302, location === null ? {} : { location }).end(),
    );
    const client = createClient({ allow: [`127.0.0.1:${server.port}`] });
    const call = client.send(get(`http://127.0.0.1:${server.port}/`));
    expect(await failureOf(call)).toBe("bad_redirect");
  });

  it("takes a redirect as an answer when it is asked to follow none, and for every POST", async () => {
    const { client, url } = await chain(null);
    expect((await client.send(get(url(1), { maxRedirects: 0 }))).status).toBe(302);
    const post = get(url(1), { method: "POST", body: Buffer.from("x") });
    expect((await client.send(post)).status).toBe(302);
  });

  it("keeps headers from another origin", async () => {
    const seen: (string | undefined)[] = [];
    const second = await listen((request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    });
    const first = await listen((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(307, { location: `http://127.0.0.1:${second.port}/` }).end();
    });
    const allow = [first, second].map(({ port }) => `127.0.0.1:${port}`);
    const headers = { authorization: "Bearer a" };
    const url = `http://127.0.0.1:${first.port}/`;
    await text((await createClient({ allow }).send(get(url, { headers }))).body);
    expect(seen).toEqual(["Bearer a", undefined]);
  });
});

describe("the outbound client and bodies", () => {
  async function serve(handle: RequestListener, options: Partial<OutboundClientOptions> = {}) {
    const { port } = await listen(handle);
    const client = createClient({ allow: [`127.0.0.1:${port}`], ...options });
    return { client, url: `http://127.0.0.1:${port}/` };
  }

  it("hands over status, headers and body", async () => {
    const { client, url } = await serve((_request, response) =>
      response.writeHead(404, { "Content-Type": "video/mp4" }).end("gone"),
    );
    const response = await client.send(get(url));
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("video/mp4");
    expect(await text(response.body)).toBe("gone");
  });

  it("ends a body that is longer than asked for", async () => {
    const { client, url } = await serve((_request, response) => response.end(Buffer.alloc(2_000)));
    const exact = await client.send(get(url, { maxBytes: 2_000 }));
    expect(await text(exact.body)).toHaveLength(2_000);
    const response = await client.send(get(url, { maxBytes: 1_999 }));
    expect(await failureOf(text(response.body))).toBe("too_large");
  });

  it("asks for an uncompressed body and takes no other", async () => {
    let asked: string | undefined;
    const { client, url } = await serve((request, response) => {
      asked = request.headers["accept-encoding"];
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync("bomb"));
    });
    expect(await failureOf(client.send(get(url)))).toBe("encoded");
    expect(asked).toBe("identity");
  });

  it("gives up on silence, before the headers and inside the body", async () => {
    const silent = await serve(() => {}, { idleTimeoutMs: 50 });
    expect(await failureOf(silent.client.send(get(silent.url)))).toBe("too_slow");
    const stuck = await serve((_request, response) => response.write("a"), { idleTimeoutMs: 50 });
    const response = await stuck.client.send(get(stuck.url));
    expect(await failureOf(text(response.body))).toBe("too_slow");
  });

  it("notices a body that breaks off", async () => {
    const { client, url } = await serve((_request, response) => {
      response.writeHead(200, { "Content-Length": "10" });
      response.write("12345", () => response.destroy());
    });
    const response = await client.send(get(url));
    expect(await failureOf(text(response.body))).toBe("unreachable");
  });

  it("stops when its caller does", async () => {
    const { client, url } = await serve(() => {});
    const stopped = AbortSignal.abort(new Error("not needed any more"));
    await expect(client.send(get(url, { signal: stopped }))).rejects.toThrow("not needed any more");
  });

  it("is told when nobody listens", async () => {
    const { server, port } = await listen(() => {});
    await new Promise((resolve) => server.close(resolve));
    const client = createClient({ allow: [`127.0.0.1:${port}`] });
    expect(await failureOf(client.send(get(`http://127.0.0.1:${port}/`)))).toBe("unreachable");
  });
});
