import { createSecret } from "@upload-post/core/connector";
import { createTiktokConnector } from "@upload-post/tiktok";
import { z } from "zod";
import { listSchema } from "../configuration/list-schema";
import { isLoopbackOrigin, originSchema } from "../configuration/origin-schema";
import type { VariableTable } from "../configuration/variable";
import type { ConnectorModule } from "./connector-module";

const verificationFileSchema = z
  .string()
  .regex(/^[A-Za-z0-9._-]+:.+$/, "is not name:content, as TikTok's developer page gives them")
  .transform((text) => {
    const separator = text.indexOf(":");
    return { name: text.slice(0, separator), content: text.slice(separator + 1) };
  });

const variables = {
  TIKTOK_CLIENT_KEY: {
    schema: z.string().optional(),
    meaning: "client key of the operator's TikTok app; absent: TikTok is off",
    defaultText: "–",
    secret: true,
  },
  TIKTOK_CLIENT_SECRET: {
    schema: z.string().transform(createSecret).optional(),
    meaning: "client secret of the operator's TikTok app",
    defaultText: "–",
    secret: true,
  },
  TIKTOK_APP_TYPE: {
    schema: z.enum(["web", "desktop"], { error: "must be web or desktop" }).default("web"),
    meaning: "`web` or `desktop` (hex PKCE, localhost redirect)",
    defaultText: "web",
    secret: false,
  },
  TIKTOK_AUTHORIZE_ORIGIN: {
    schema: z
      .string()
      .default("https://www.tiktok.com")
      .pipe(originSchema("https://www.tiktok.com")),
    meaning: "where TikTok's consent page is",
    defaultText: "https://www.tiktok.com",
    secret: false,
  },
  TIKTOK_API_ORIGIN: {
    schema: z
      .string()
      .default("https://open.tiktokapis.com")
      .pipe(originSchema("https://open.tiktokapis.com")),
    meaning: "where TikTok's API is",
    defaultText: "https://open.tiktokapis.com",
    secret: false,
  },
  TIKTOK_UPLOAD_HOSTS: {
    schema: listSchema(
      z
        .string()
        .regex(
          /^((\*\.)?[A-Za-z0-9.-]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?$/,
          "is not a host, *.host or host:port",
        ),
      "*.tiktokapis.com",
    ),
    meaning: "hosts that an `upload_url` may name, `*.` wildcard allowed, `host:port` for loopback",
    defaultText: "*.tiktokapis.com",
    secret: false,
  },
  TIKTOK_URL_VERIFICATION: {
    schema: listSchema(verificationFileSchema),
    meaning:
      "`name:content` of the files by which TikTok verifies the media address (needed for photos), comma separated",
    defaultText: "none",
    secret: false,
  },
} satisfies VariableTable;

/** TikTok's part of the environment. */
export const tiktokModule: ConnectorModule = {
  id: "tiktok",
  variables,
  // Access, refresh and client tokens as TikTok's own examples show them (LKO, OAUTH pages).
  tokenPatterns: [/\b(act|rft|clt)\.[A-Za-z0-9!%*._~-]{8,}/g],
  read: (parse, { publicUrl }) => {
    const reading = parse(variables);
    if (!reading.ok) return { outcome: "wrong", problems: reading.problems };
    const values = reading.values;
    const clientKey = values.TIKTOK_CLIENT_KEY;
    const clientSecret = values.TIKTOK_CLIENT_SECRET;
    if (clientKey === undefined && clientSecret === undefined) return { outcome: "off" };
    if (clientKey === undefined || clientSecret === undefined) {
      const [missing, present] =
        clientKey === undefined
          ? ["TIKTOK_CLIENT_KEY", "TIKTOK_CLIENT_SECRET"]
          : ["TIKTOK_CLIENT_SECRET", "TIKTOK_CLIENT_KEY"];
      const message = `is missing although ${present} is set; set both (TikTok is on), or neither (off).`;
      return { outcome: "wrong", problems: [{ name: missing, message }] };
    }
    const address = checkAddress(values.TIKTOK_APP_TYPE, publicUrl, values.TIKTOK_API_ORIGIN);
    if (address.problem !== null) {
      return { outcome: "wrong", problems: [{ name: "PUBLIC_URL", message: address.problem }] };
    }
    const warnings = address.warning === null ? [] : [address.warning];
    return {
      outcome: "on",
      connector: {
        id: "tiktok",
        secrets: [clientSecret],
        warnings,
        origins: [values.TIKTOK_AUTHORIZE_ORIGIN, values.TIKTOK_API_ORIGIN],
        create: (runtime) =>
          createTiktokConnector({
            clientKey,
            clientSecret,
            appType: values.TIKTOK_APP_TYPE,
            authorizeOrigin: values.TIKTOK_AUTHORIZE_ORIGIN,
            apiOrigin: values.TIKTOK_API_ORIGIN,
            uploadHosts: values.TIKTOK_UPLOAD_HOSTS,
            urlVerificationFiles: values.TIKTOK_URL_VERIFICATION,
            ...runtime,
          }),
      },
    };
  },
};

/**
 * Web apps may only register https redirect URIs; desktop apps only http(s) on localhost or 127.0.0.1
 * with a port (TikTok Login Kit for Web and for Desktop, LKW and LKD, read November 2026).
 */
function checkAddress(
  appType: "web" | "desktop",
  publicUrl: string,
  apiOrigin: string,
): { problem: string | null; warning: string | null } {
  const { protocol, hostname, port } = new URL(publicUrl);
  if (appType === "desktop") {
    const fits = (hostname === "localhost" || hostname === "127.0.0.1") && port !== "";
    const problem = `is ${publicUrl}, but a TikTok desktop app may only redirect to localhost or 127.0.0.1 with a port; use such an origin, or TIKTOK_APP_TYPE=web.`;
    return { problem: fits ? null : problem, warning: null };
  }
  if (protocol === "https:") return { problem: null, warning: null };
  if (isLoopbackOrigin(apiOrigin)) {
    const warning = `PUBLIC_URL is ${publicUrl}: accepted only because TIKTOK_API_ORIGIN is on this machine; the real TikTok needs https for a web app and for photos.`;
    return { problem: null, warning };
  }
  return {
    problem: `is ${publicUrl}, but TikTok needs https for a web app's redirect and for photos; set an https origin, or TIKTOK_APP_TYPE=desktop.`,
    warning: null,
  };
}
