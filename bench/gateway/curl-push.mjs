// curl as a TikTok client: sends the same chunks to the same sandbox.
import { open, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { timedCurl } from "../timed-curl.mjs";

const initPath = "/v2/post/publish/inbox/video/init/";

/** One file a chunk, since curl cannot send a range of a file. All but the first are holes, as in the media. */
export async function prepareChunks({ path, sizeBytes, chunkBytes, directory }) {
  const count = Math.floor(sizeBytes / chunkBytes);
  const chunks = [];
  for (let index = 0; index < count; index += 1) {
    const first = index * chunkBytes;
    const lengthBytes = index === count - 1 ? sizeBytes - first : chunkBytes;
    const file = join(directory, `chunk-${index}`);
    await (index === 0 ? copyStart(path, file, lengthBytes) : writeFile(file, ""));
    await truncate(file, lengthBytes);
    chunks.push({ file, first, lengthBytes });
  }
  return { chunks, sizeBytes, chunkBytes, directory };
}

async function copyStart(path, target, lengthBytes) {
  const source = await open(path);
  const { buffer, bytesRead } = await source.read(Buffer.alloc(lengthBytes), 0, lengthBytes, 0);
  await source.close();
  await writeFile(target, buffer.subarray(0, bytesRead));
}

/** Opens an upload with the account's own token and sends every chunk in one curl process. */
export async function pushWithCurl(sandbox, { chunks, sizeBytes, chunkBytes, directory }) {
  const token = sandbox.secrets().findLast(({ kind }) => kind === "access_token")?.value;
  const answer = await fetch(`${sandbox.origin}${initPath}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      source_info: {
        source: "FILE_UPLOAD",
        video_size: sizeBytes,
        chunk_size: chunkBytes,
        total_chunk_count: chunks.length,
      },
    }),
  });
  const { data } = await answer.json();
  const lines = chunks.flatMap(({ file, first, lengthBytes }, index) => [
    // Each section begins with no options but those it names.
    ...(index === 0 ? [] : ["next", "silent", "show-error", "fail"]),
    // Not upload-file: curl would append the file's name to an address that ends with a slash.
    `request = "PUT"`,
    `data-binary = "@${file}"`,
    `header = "Expect:"`,
    `url = "${data.upload_url}"`,
    `header = "Content-Type: video/mp4"`,
    `header = "Content-Range: bytes ${first}-${first + lengthBytes - 1}/${sizeBytes}"`,
    `output = "/dev/null"`,
  ]);
  const configPath = join(directory, "curl-push.config");
  await writeFile(configPath, lines.join("\n"), { mode: 0o600 });
  return timedCurl(configPath);
}
