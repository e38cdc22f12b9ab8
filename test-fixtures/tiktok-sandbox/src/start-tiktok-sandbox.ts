import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHeartbeat } from "./clock/heartbeat";
import { createSandboxClock } from "./clock/sandbox-clock";
import { CONTROL_PREFIX, handleControl } from "./control/handle-control";
import { createSandboxControl } from "./control/sandbox-control";
import { guardRequest } from "./server/guard-request";
import { handleRequest } from "./server/handle-request";
import { type ListeningServer, listen } from "./server/listen";
import type { TiktokSandbox } from "./tiktok-sandbox";
import type { TiktokSandboxOptions } from "./tiktok-sandbox-options";
import { handleUpload } from "./upload/upload-handler";
import { createWorld } from "./world/create-world";
import { seedWorld } from "./world/seed-world";
import type { World } from "./world/world";

/**
 * Starts a TikTok on loopback: pages and API on one port, the upload host on another.
 *
 * @throws PortalError when the seeds break a rule of TikTok's portal; ZodError for wrong fields;
 * the socket's error when a port is taken. Nothing is left behind then.
 */
export async function startTiktokSandbox(
  options: TiktokSandboxOptions = {},
): Promise<TiktokSandbox> {
  const host = options.host ?? "127.0.0.1";
  const baseDirectory =
    options.mediaDirectory ?? (await mkdtemp(join(tmpdir(), "tiktok-sandbox-")));
  const servers: ListeningServer[] = [];
  // A world exists before the first request can arrive: servers are announced at the very end.
  const current: { world?: World; sandbox?: TiktokSandbox; end: AbortController } = {
    end: new AbortController(),
  };
  const world = (): World => {
    if (current.world === undefined) throw new Error("The sandbox has not started yet.");
    return current.world;
  };

  async function stop(): Promise<void> {
    current.end.abort();
    await Promise.all(servers.map((server) => server.close()));
    await current.world?.background.idle(["bounded", "open"]);
    if (options.mediaDirectory === undefined) {
      await rm(baseDirectory, { recursive: true, force: true });
    }
  }

  async function startWorld(uploadOrigin: string): Promise<World> {
    current.end = new AbortController();
    const clock = createSandboxClock({
      mode: options.clock ?? "real",
      startAt: options.startAt ?? Date.now(),
      systemNow: Date.now,
    });
    await mkdir(baseDirectory, { recursive: true });
    const fresh: World = createWorld({
      clock,
      switches: options.switches ?? {},
      // A directory of its own, so that a reset removes nothing it did not make.
      mediaDirectory: await mkdtemp(join(baseDirectory, "received-")),
      uploadOrigin,
      signal: current.end.signal,
      onAgendaChange: () => heartbeat.rearm(),
    });
    const heartbeat = createHeartbeat(clock, () => fresh.agenda);
    current.end.signal.addEventListener("abort", heartbeat.stop);
    seedWorld(fresh, options);
    return fresh;
  }

  try {
    const uploads = await listen(host, options.uploadPort ?? 0, guardRequest(world, handleUpload));
    servers.push(uploads);
    const uploadOrigin = options.publicUploadOrigin ?? originOf(host, uploads.port);
    current.world = await startWorld(uploadOrigin);
    const api = await listen(
      host,
      options.port ?? 0,
      guardRequest(world, (here, request, response) =>
        request.url?.startsWith(CONTROL_PREFIX) && current.sandbox !== undefined
          ? handleControl(current.sandbox, request, response)
          : handleRequest(here, request, response),
      ),
    );
    servers.push(api);
    current.sandbox = createSandboxControl({
      world,
      origin: options.publicOrigin ?? originOf(host, api.port),
      async restart() {
        current.end.abort();
        await world().background.idle(["bounded", "open"]);
        await rm(world().mediaDirectory, { recursive: true, force: true });
        current.world = await startWorld(uploadOrigin);
      },
      stop,
    });
    return current.sandbox;
  } catch (error) {
    await stop();
    throw error;
  }
}

function originOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
