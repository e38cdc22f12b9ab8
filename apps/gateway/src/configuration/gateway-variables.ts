import { createSecret } from "@upload-post/core/connector";
import { z } from "zod";
import { encryptionKeysSchema } from "./encryption-keys";
import { hostAndPortSchema, listSchema, returnUrlSchema } from "./list-schema";
import { originSchema } from "./origin-schema";
import { s3Variables } from "./s3-variables";
import type { VariableTable } from "./variable";

const GIBIBYTE = 1024 ** 3;

/** The levels of the log, from the most talkative to none. */
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** The variables of the gateway itself; those of a platform stand beside its connector. */
export const gatewayVariables = {
  HOST: {
    schema: z.string().default("127.0.0.1"),
    meaning: "address to listen on",
    defaultText: "127.0.0.1",
    secret: false,
  },
  PORT: {
    schema: wholeNumber({ minimum: 0, maximum: 65_535, fallback: 8787 }),
    meaning: "port to listen on; 0 lets the system choose",
    defaultText: "8787",
    secret: false,
  },
  PUBLIC_URL: {
    schema: originSchema("https://uploads.example.com").optional(),
    meaning: "origin that owners and platforms reach",
    defaultText: "http://localhost:8787 (with the port of PORT)",
    secret: false,
  },
  DATA_DIR: {
    schema: z.string().default("./data"),
    meaning: "embedded database, media, generated keys",
    defaultText: "./data",
    secret: false,
  },
  DATABASE_URL: {
    schema: z
      .string()
      .refine((text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text), {
        message: "is not a PostgreSQL URL; write it like postgresql://user:password@host:5432/name",
      })
      .transform(createSecret)
      .optional(),
    meaning: "PostgreSQL to use instead of the embedded database",
    defaultText: "embedded PGlite in DATA_DIR",
    secret: true,
  },
  DATABASE_WAIT_S: {
    schema: wholeNumber({ minimum: 0, maximum: 3600, fallback: 60 }),
    meaning: "how long a start waits for a PostgreSQL that cannot be reached, in seconds",
    defaultText: "60",
    secret: false,
  },
  DRAIN_DELAY_S: {
    schema: wholeNumber({ minimum: 0, maximum: 300, fallback: 0 }),
    meaning:
      "time between the first 503 of `/readyz` and the end of answering at SIGTERM, in seconds; behind a load balancer twice its checking interval",
    defaultText: "0",
    secret: false,
  },
  DUMP_DIR: {
    schema: z.string().optional(),
    meaning: "where dumps of the embedded database are written; another disk is better",
    defaultText: "`dumps` in DATA_DIR",
    secret: false,
  },
  DUMP_INTERVAL_S: {
    schema: wholeNumber({ minimum: 0, maximum: 31_536_000, fallback: 21_600 }),
    meaning: "time between two dumps of the embedded database, in seconds; 0: none",
    defaultText: "21600 (6 hours)",
    secret: false,
  },
  DUMP_KEEP: {
    schema: wholeNumber({ minimum: 1, maximum: 10_000, fallback: 7 }),
    meaning: "how many of these dumps are kept",
    defaultText: "7",
    secret: false,
  },
  ENCRYPTION_KEYS: {
    schema: encryptionKeysSchema,
    meaning: "`id:base64(32 bytes)[,id:…]`, newest first; required with DATABASE_URL",
    defaultText: "generated into DATA_DIR (mode 0600) with a warning",
    secret: true,
  },
  ADMIN_API_KEY: {
    schema: z
      .string()
      .regex(
        /^[\x21-\x7e]{16,256}$/,
        "must be 16-256 printable ASCII characters without spaces; make one with: openssl rand -hex 32",
      )
      .transform(createSecret)
      .optional(),
    meaning: "bootstrap key with every scope",
    defaultText: "generated and printed once on the first start of an embedded install",
    secret: true,
  },
  MEDIA_MAX_BYTES: {
    schema: wholeNumber({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, fallback: 4 * GIBIBYTE }),
    meaning: "largest media file, in bytes",
    defaultText: "4294967296 (4 GiB)",
    secret: false,
  },
  MEDIA_STORAGE_BYTES: {
    schema: wholeNumber({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, fallback: 20 * GIBIBYTE }),
    meaning: "most the media store may hold, in bytes",
    defaultText: "21474836480 (20 GiB)",
    secret: false,
  },
  MEDIA_UPLOADS_PER_KEY: {
    schema: wholeNumber({ minimum: 1, maximum: 100_000, fallback: 32 }),
    meaning: "files that one API key may send at a time, over all replicas",
    defaultText: "32",
    secret: false,
  },
  ...s3Variables,
  RETURN_URLS: {
    schema: listSchema(returnUrlSchema),
    meaning: "allowed `return_url` prefixes of the tenant `default`, comma separated",
    defaultText: "none",
    secret: false,
  },
  CONNECT_LINK_TTL_S: {
    schema: wholeNumber({ minimum: 1, maximum: 86_400, fallback: 600 }),
    meaning: "life of a connect link, in seconds",
    defaultText: "600",
    secret: false,
  },
  REVIEW_LINK_TTL_S: {
    schema: wholeNumber({ minimum: 1, maximum: 31_536_000, fallback: 604_800 }),
    meaning: "life of a review link, in seconds",
    defaultText: "604800",
    secret: false,
  },
  OUTBOUND_ALLOW: {
    schema: listSchema(hostAndPortSchema),
    meaning: "`host:port` pairs exempt from the public-address rule (tests, home labs)",
    defaultText: "none",
    secret: false,
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: z
      .string()
      .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), {
        message: "is not an http(s) URL; write it like http://collector:4318",
      })
      .optional(),
    meaning: "base address of the OpenTelemetry collector that traces go to; absent: no traces",
    defaultText: "–",
    secret: false,
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    schema: z
      .string()
      .regex(/^[^=,\s]+=[^,]*(,\s*[^=,\s]+=[^,]*)*$/, "is not name=value[,name=value…]")
      .transform(createSecret)
      .optional(),
    meaning: "`name=value[,name=value]` headers that the collector asks for",
    defaultText: "none",
    secret: true,
  },
  LOG_LEVEL: {
    schema: z.enum(logLevels, { error: `must be one of ${logLevels.join(", ")}` }).default("info"),
    meaning: "`trace … fatal`, `silent`",
    defaultText: "info",
    secret: false,
  },
} satisfies VariableTable;

function wholeNumber(range: { minimum: number; maximum: number; fallback: number }) {
  const message = `must be a whole number from ${range.minimum} to ${range.maximum}`;
  return z
    .string()
    .default(String(range.fallback))
    .refine((text) => /^\d{1,16}$/.test(text), { message, abort: true })
    .transform(Number)
    .refine((value) => value >= range.minimum && value <= range.maximum, { message });
}
