import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { MediaLeases } from "@upload-post/core";
import type { MediaSource, PublicDocument } from "@upload-post/core/connector";
import { OperatorMisconfiguredError } from "@upload-post/core/errors";

/** Serves leased media and a connector's public documents on loopback, as a host would. */
export type MediaServer = {
  readonly origin: string;
  readonly mediaPrefix: string;
  readonly leases: MediaLeases;
  serveDocuments(documents: readonly PublicDocument[]): void;
  close(): Promise<void>;
};

/** Starts a server for `sources`. */
export async function startMediaServer(sources: readonly MediaSource[]): Promise<MediaServer> {
  const mediaPrefix = "/media/";
  const documents = new Map<string, PublicDocument>();
  const leased = new Map<string, MediaSource>();
  const server = createServer(async (request, response) => {
    const path = request.url ?? "";
    const document = documents.get(path);
    const source = leased.get(path);
    if (document !== undefined) {
      response.writeHead(200, { "content-type": document.contentType }).end(document.body);
    } else if (source === undefined) {
      response.writeHead(404).end();
    } else {
      const { sizeBytes, type } = source.facts;
      const range = { offsetBytes: 0, lengthBytes: sizeBytes };
      const reader = await source.open(range, new AbortController().signal);
      const bytes = new Uint8Array(sizeBytes);
      for (let filled = 0; filled < sizeBytes; ) {
        filled += await reader.read(bytes.subarray(filled));
      }
      await reader.close();
      response.writeHead(200, { "content-type": type, "content-length": sizeBytes }).end(bytes);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    mediaPrefix,
    serveDocuments(added) {
      for (const document of added) documents.set(document.path, document);
    },
    leases: {
      async grant({ deliveryId, media }) {
        return media.map(({ mediaIndex, facts }) => {
          const source = sources.find((candidate) => candidate.facts.sha256 === facts.sha256);
          if (source === undefined) {
            throw new OperatorMisconfiguredError({ message: `Media ${mediaIndex} is not served.` });
          }
          const path = `${mediaPrefix}${deliveryId}-${mediaIndex}`;
          leased.set(path, source);
          return { mediaIndex, url: `${origin}${path}` };
        });
      },
      async release() {
        leased.clear();
      },
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
