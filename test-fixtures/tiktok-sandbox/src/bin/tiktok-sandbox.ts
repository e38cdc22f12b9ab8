#!/usr/bin/env node
import { parseArgs } from "node:util";
import { startTiktokSandbox } from "../start-tiktok-sandbox";
import type { TiktokSandbox } from "../tiktok-sandbox";
import {
  DEFAULT_DESKTOP_APP,
  DEFAULT_UNAUDITED_APP,
  DEFAULT_WEB_APP,
} from "../world/default-seeds";

const help = `A TikTok sandbox on loopback: OAuth pages, API, upload host, webhooks, faults.

Usage: tiktok-sandbox [options]

  --host <address>      where to listen (127.0.0.1)
  --port <number>       pages and API (4010; 0: any free port)
  --upload-port <n>     upload host (4011; 0: any free port)
  --media-dir <path>    where received media are kept (temporary, removed at exit)
  --webhook-url <url>   callback URL of the default apps
  --auto-approve <name> this account approves every authorisation without a page
  --https-only          no http on loopback for redirects, media URLs and webhooks, as TikTok
  --help                this text
`;

const { values } = parseArgs({
  options: {
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "4010" },
    "upload-port": { type: "string", default: "4011" },
    "media-dir": { type: "string" },
    "webhook-url": { type: "string" },
    "auto-approve": { type: "string" },
    "https-only": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(help);
} else {
  const sandbox = await startTiktokSandbox({
    host: values.host,
    port: portNumber(values.port),
    uploadPort: portNumber(values["upload-port"]),
    ...(values["media-dir"] === undefined ? {} : { mediaDirectory: values["media-dir"] }),
    ...(values["webhook-url"] === undefined ? {} : { webhookUrl: values["webhook-url"] }),
    switches: {
      loopback: values["https-only"] ? "refuse" : "allow",
      autoApprove: values["auto-approve"] ?? null,
    },
  });
  console.log(greeting(sandbox));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void sandbox.close().then(() => process.exit(0));
    });
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(`"${text}" is no port. Give a number from 0 to 65535.`);
    process.exit(2);
  }
  return port;
}

function greeting(sandbox: TiktokSandbox): string {
  const apps = [DEFAULT_WEB_APP, DEFAULT_DESKTOP_APP, DEFAULT_UNAUDITED_APP];
  return `TikTok sandbox listening. Nothing here reaches TikTok.

  pages and API   ${sandbox.origin}
  upload host     ${sandbox.uploadOrigin}
  control plane   ${sandbox.origin}/_sandbox

Apps
${apps.map((app) => `  ${app.name}\n    client key     ${app.clientKey}\n    client secret  ${app.clientSecret}`).join("\n")}

Accounts: ${sandbox
    .users()
    .map((user) => `@${user.username}`)
    .join(", ")}

Try it in a browser (it ends on a page of your app's, with the code in its address):
  ${sandbox.origin}/v2/auth/authorize/?client_key=${DEFAULT_WEB_APP.clientKey}&response_type=code&scope=user.info.basic,video.publish,video.upload&redirect_uri=http%3A%2F%2Flocalhost%3A8787%2Foauth%2Ftiktok%2Fcallback&state=try
Look at what happened:
  curl ${sandbox.origin}/_sandbox/requests
  curl ${sandbox.origin}/_sandbox/posts
`;
}
