import { z } from "zod";
import type {
  Connector,
  ConnectorCapabilities,
  JsonObject,
  MediaFacts,
  PostIssue,
} from "../src/connector";
import { createMemoryConnector, createMemoryPlatform } from "../src/testing";

/** The memory connector with other capabilities, options and rules. */
export function checkedConnector(
  changes: {
    readonly capabilities?: Partial<ConnectorCapabilities>;
    readonly schema?: z.ZodObject;
    readonly check?: () => readonly PostIssue[];
  } = {},
): Connector {
  const connector = createMemoryConnector({ platform: createMemoryPlatform() });
  const schema = changes.schema ?? z.strictObject({});
  return {
    ...connector,
    displayName: "Acme",
    capabilities: { ...connector.capabilities, ...changes.capabilities },
    options: () => ({
      schema: schema as ReturnType<Connector["options"]>["schema"],
      jsonSchema: z.toJSONSchema(schema, { io: "input" }) as JsonObject,
      ownerDecisions: [],
      declarations: () => [],
    }),
    check: changes.check ?? (() => []),
  };
}

/** A video; what a test is about it overrides. */
export function videoFacts(overrides: Partial<MediaFacts> = {}): MediaFacts {
  return {
    kind: "video",
    sizeBytes: 1_000,
    sha256: "0".repeat(64),
    type: "video/mp4",
    video: {
      durationSeconds: 10,
      widthPixels: 720,
      heightPixels: 1280,
      frameRate: 30,
      videoCodec: "avc",
      audioCodec: "aac",
    },
    image: null,
    ...overrides,
  };
}

/** An image; what a test is about it overrides. */
export function imageFacts(overrides: Partial<MediaFacts> = {}): MediaFacts {
  return {
    kind: "image",
    sizeBytes: 1_000,
    sha256: "1".repeat(64),
    type: "image/jpeg",
    video: null,
    image: { widthPixels: 1080, heightPixels: 1920 },
    ...overrides,
  };
}
