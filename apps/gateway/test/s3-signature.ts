import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";

const SECRET = "S3RVER";

const hmac = (key: string | Buffer, text: string) =>
  createHmac("sha256", key).update(text).digest();
const sha256 = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

/**
 * Computes the Signature Version 4 of a request as the S3 API reference describes it ("Authenticating
 * Requests: Using the Authorization Header"), without the code that made it, and compares the two. The
 * digest of the body is part of it, and must be the body's.
 */
export function isSignedWell(
  { method, url = "", headers }: IncomingMessage,
  body: Buffer,
): boolean {
  const pattern =
    /Credential=[^/]+\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)$/;
  const [, day, region, names, signature] = pattern.exec(headers.authorization ?? "") ?? [];
  if (day === undefined || region === undefined || names === undefined) return false;
  const { pathname, searchParams } = new URL(url, "http://any");
  const encode = (text: string) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  const query = [...searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const signed = names.split(";").map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const bodyDigest = String(headers["x-amz-content-sha256"]);
  const canonical = [method, pathname, query.join("&"), signed.join(""), names, bodyDigest].join(
    "\n",
  );
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = [day, region, "s3", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${SECRET}`);
  return bodyDigest === sha256(body) && hmac(key, text).toString("hex") === signature;
}
