import { z } from "zod";
import type { Json, JsonObject } from "../../connector";
import type { MemoryByteHost } from "./memory-byte-sender";
import { describePost, type MemoryPost } from "./memory-posts";
import { digestOf, receivedBytes } from "./memory-uploads";
import { MemoryRefusal } from "./memory-wire";

/** What the operations need: the parts of the platform and how it fetches pulled media. */
export type MemoryOperationsHost = MemoryByteHost & {
  readonly fetchMedia: (url: string) => Promise<Uint8Array>;
};

type Operation = (body: JsonObject) => Promise<Json> | Json;

const maxTextLength = 100;
const intent = z.object({
  mode: z.enum(["publish", "draft"]),
  text: z.string().nullable(),
  audience: z.string(),
});
const opening = z.object({
  sizeBytes: z.number(),
  partSizeBytes: z.number(),
  publishes: intent.nullable(),
});
const finishing = z.object({ upload: z.string(), etags: z.array(z.string()) });
const creation = intent.extend({
  media: z.array(z.string()),
  key: z.string().nullable(),
});

/** What the memory platform can be asked to do about media and posts, by name. */
export function createMemoryOperations(host: MemoryOperationsHost): Record<string, Operation> {
  const staged = new Map<string, { sha256: string; sizeBytes: number }>();
  const { uploads, posts } = host;

  return {
    "open-upload": (body) => {
      const request = opening.parse(body);
      if (request.publishes !== null) refuseText(request.publishes.text);
      return { upload: uploads.open(request).id };
    },
    "upload-status": ({ upload: id }) => {
      const post = posts.byKey(String(id));
      if (post !== null) return { held: null, expiresAt: null, post: answerStatus(post) };
      const upload = uploads.get(String(id));
      const expiresAt = upload.expiresAt.toISOString();
      return { held: receivedBytes(upload).length, expiresAt, post: null };
    },
    "finish-upload": (body) => {
      const { upload: id, etags } = finishing.parse(body);
      const upload = uploads.get(id);
      const held = [...upload.parts].sort(([a], [b]) => a - b);
      // A growing range has no receipts; parts must be named by theirs.
      const complete =
        etags.length === 0 || held.every(([index, part]) => digestOf(part).sha256 === etags[index]);
      const bytes = receivedBytes(upload);
      if (!complete || bytes.length !== upload.sizeBytes)
        throw new MemoryRefusal(409, "parts_missing");
      return stage(bytes);
    },
    collect: async ({ urls }) => {
      const list = z.array(z.string()).parse(urls);
      const media: Json[] = [];
      for (const url of list) media.push(stage(await fetchOrRefuse(host, url)).media ?? null);
      return { media };
    },
    "create-post": (body) => {
      const { media, key, ...post } = creation.parse(body);
      refuseText(post.text);
      const received = media.map((id) => {
        const found = staged.get(id);
        if (found === undefined) throw new MemoryRefusal(404, "no_such_media");
        return found;
      });
      const marker = media.join(",");
      const added = posts.add({ ...post, handle: marker, media: received, note: null }, key);
      return describePost(added);
    },
    "find-post": ({ handle, key }) => {
      const found =
        key === null ? posts.find((post) => post.handle === handle) : posts.byKey(String(key));
      return { post: found === null ? null : answerStatus(found) };
    },
    "post-status": ({ handle }) => {
      const post = posts.find((candidate) => candidate.handle === handle);
      if (post === null) throw new MemoryRefusal(404, "no_such_post");
      return answerStatus(post);
    },
    "note-post": ({ handle, note }) => {
      const post = posts.find((candidate) => candidate.handle === handle);
      if (post === null) throw new MemoryRefusal(404, "no_such_post");
      posts.change(post.id, { note: String(note) });
      return {};
    },
    "drop-upload": ({ upload }) => {
      if (posts.byKey(String(upload)) !== null) return { dropped: "too-late" };
      uploads.drop(String(upload));
      return { dropped: "withdrawn" };
    },
  };

  function stage(bytes: Uint8Array): JsonObject {
    const id = `media-${staged.size + 1}`;
    staged.set(id, digestOf(bytes));
    return { media: id };
  }

  function answerStatus(post: MemoryPost): JsonObject {
    const answer = describePost(post);
    const processingAnswers = Math.max(post.processingAnswers - 1, 0);
    posts.change(post.id, { processingAnswers });
    return answer;
  }
}

function refuseText(text: string | null): void {
  if ([...(text ?? "")].length > maxTextLength) throw new MemoryRefusal(400, "text_too_long");
}

async function fetchOrRefuse(host: MemoryOperationsHost, url: string): Promise<Uint8Array> {
  try {
    return await host.fetchMedia(url);
  } catch {
    // As real platforms do: they say that they could not fetch, never why.
    throw new MemoryRefusal(400, "cannot_fetch");
  }
}
