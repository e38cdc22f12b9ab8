import { expect } from "vitest";
import type { ToolRow } from "./mcp-tool-rows";

const missingId = "med_0000000000000000zzzz";

/** The tools of media. */
export const mediaRows: readonly ToolRow[] = [
  {
    tool: "add_media_from_url",
    scope: "media",
    succeeds: async () => ({
      input: { url: "https://media.example/video.mp4", idempotency_key: "fetch once" },
      result: { id: expect.stringMatching(/^med_/), status: "fetching", error: null },
    }),
    refused: async () => ({
      input: { url: "http://169.254.169.254/latest/meta-data" },
      problem: { code: "url_not_allowed" },
    }),
    names: [{ kind: "nothing", why: "It names an address and nothing of a tenant." }],
  },
  {
    tool: "create_upload_link",
    scope: "media",
    succeeds: async () => ({
      input: { size_bytes: 1000, type: "video/mp4", idempotency_key: "upload once" },
      result: {
        media_id: expect.stringMatching(/^med_/),
        upload_url: expect.stringContaining("http://localhost:8787/"),
        protocol: "tus",
      },
    }),
    refused: async () => ({
      input: { size_bytes: 1e15, type: "video/mp4" },
      problem: { status: 413, code: "payload_too_large" },
    }),
    names: [{ kind: "nothing", why: "It makes something new and refers to nothing." }],
  },
  {
    tool: "get_media",
    scope: "media",
    succeeds: async (world) => {
      const id = await world.makeMedia();
      return {
        input: { media_id: id },
        result: { id, status: "ready", kind: "video", type: "video/mp4" },
      };
    },
    refused: async () => ({
      input: { media_id: missingId },
      problem: { status: 404, code: "not_found" },
    }),
    names: [
      {
        kind: "thing",
        make: (world) => world.makeMedia(),
        missingId,
        input: (id) => ({ media_id: id }),
      },
    ],
  },
  {
    tool: "delete_media",
    scope: "media",
    succeeds: async (world) => {
      const id = await world.makeMedia();
      return { input: { media_id: id }, result: { id, status: "deleted" } };
    },
    refused: async (world) => ({
      input: { media_id: (await world.makePost()).mediaId },
      problem: { status: 409, code: "invalid_state" },
    }),
    names: [
      {
        kind: "thing",
        make: (world) => world.makeMedia(),
        missingId,
        input: (id) => ({ media_id: id }),
      },
    ],
  },
];
