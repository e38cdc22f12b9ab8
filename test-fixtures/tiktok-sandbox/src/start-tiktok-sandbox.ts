import { mkdir, mkdtemp, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHeartbeat } from "./clock/heartbeat";
import { createSandboxClock } from "./clock/sandbox-clock";
import { CONTROL_PREFIX, handleControl } from "./control/handle-control";
import { createSandboxControl } from "./control/sandbox-control";
import { plainTransport } from "./faults/transport";
import { handleRequest, internalError } from "./server/handle-request";
import { listen } from "./server/listen";
import { sendReply } from "./server/send-reply";
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
 * the socket's error when a port is taken.
 */
export async function startTiktokSandbox(
  options: TiktokSandboxOptions = {},
): Promise<TiktokSandbox> {
  const host = options.host ?? "127.0.0.1";
  const mediaDirectory =
    options.mediaDirectory ?? (await mkdtemp(join(tmpdir(), "tiktok-sandbox-")));
  await mkdir(mediaDirectory, { recursive: true });

  let end = new AbortController();
  let world: World;
  const startWorld = (): World => {
    end = new AbortController();
    const clock = createSandboxClock({
      mode: options.clock ?? "real",
      startAt: options.startAt ?? Date.now(),
      systemNow: Date.now,
    });
    const fresh: World = createWorld({
      clock,
      switches: options.switches ?? {},
      mediaDirectory,
      uploadOrigin,
      signal: end.signal,
      onAgendaChange: () => heartbeat.rearm(),
    });
    const heartbeat = createHeartbeat(clock, () => fresh.agenda);
    end.signal.addEventListener("abort", heartbeat.stop);
    seedWorld(fresh, options);
    return fresh;
  };

  const guard =
    (handle: (world: World, request: IncomingMessage, response: ServerResponse) => Promise<void>) =>
    (request: IncomingMessage, response: ServerResponse): void => {
      const current = world;
      handle(current, request, response).catch((cause: unknown) => {
        // A connection that the other side broke is no failure of the sandbox.
        if (request.destroyed || response.destroyed) return;
        current.background.start("bounded", `${request.method} ${request.url?.split("?")[0]}`, () =>
          Promise.reject(cause),
        );
        void sendReply(response, internalError(current), plainTransport);
      });
    };

  const uploads = await listen(host, options.uploadPort ?? 0, guard(handleUpload));
  const uploadOrigin = options.publicUploadOrigin ?? originOf(host, uploads.port);
  const control: { sandbox?: TiktokSandbox } = {};
  const api = await listen(
    host,
    options.port ?? 0,
    guard((current, request, response) =>
      request.url?.startsWith(CONTROL_PREFIX) && control.sandbox !== undefined
        ? handleControl(control.sandbox, request, response)
        : handleRequest(current, request, response),
    ),
  );
  world = startWorld();

  const sandbox = createSandboxControl({
    world: () => world,
    origin: options.publicOrigin ?? originOf(host, api.port),
    async restart() {
      end.abort();
      await world.background.idle(["bounded", "open"]);
      await rm(mediaDirectory, { recursive: true, force: true });
      await mkdir(mediaDirectory, { recursive: true });
      world = startWorld();
    },
    async stop() {
      end.abort();
      await Promise.all([api.close(), uploads.close()]);
      await world.background.idle(["bounded", "open"]);
      if (options.mediaDirectory === undefined) {
        await rm(mediaDirectory, { recursive: true, force: true });
      }
    },
  });
  control.sandbox = sandbox;
  return sandbox;
}

function originOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
