import { z } from "zod";
import type { JsonObject, PostOptions, PostOptionsRequest } from "../../connector";

/** How bytes travel: the four plans of the contract. */
const transfer = z.enum(["offset", "parts", "whole", "pull"]).meta({
  title: "Transfer",
  description: "How the media get to the platform.",
});

/** What makes the post: the last byte, a call that can be looked up, one that cannot, or a keyed one. */
const commit = z.enum(["last-byte", "create", "bare-create", "keyed-put"]).meta({
  title: "Commit",
  description: "Which call makes the post, and so what a lost answer means.",
});

const note = z.string().nullable().default(null).meta({
  title: "Note",
  description: "Added to the post after it is out; a failure to add it does not fail the post.",
});

/** The options of a post to the memory platform. */
export type MemoryOptions = {
  readonly audience: string;
  readonly transfer: "offset" | "parts" | "whole" | "pull";
  readonly commit: "last-byte" | "create" | "bare-create" | "keyed-put";
  readonly note: string | null;
};

/** The schema of a mode, narrowed to the audiences the account offers. */
export function memoryOptions(request: PostOptionsRequest): PostOptions {
  const offered = request.account?.live.audiences;
  const audiences = Array.isArray(offered) ? offered.map(String) : ["everyone", "owner"];
  const audience = z.enum(audiences).meta({
    title: "Audience",
    description: "Who sees the post. The owner decides.",
  });
  const schema = z.strictObject({ audience, transfer, commit, note });
  return {
    schema,
    // JSON by construction; zod's type is wider because it allows keywords of other dialects.
    jsonSchema: toJsonObject(z.toJSONSchema(schema, { io: "input" })),
    ownerDecisions: ["audience"],
    declarations: () => [
      { text: "By posting you agree to the memory platform's terms.", links: [] },
    ],
  };
}

/** Options as the schema gave them back, read by the connector. */
export function parseMemoryOptions(options: JsonObject): MemoryOptions {
  return z.strictObject({ audience: z.string(), transfer, commit, note }).parse(options);
}

function toJsonObject(value: object): JsonObject {
  const json: JsonObject = JSON.parse(JSON.stringify(value));
  return json;
}
