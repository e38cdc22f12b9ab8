/**
 * Asks for a link, lets the owner follow it through consent, and answers the active connection.
 *
 * @param {ReturnType<typeof import("./api-client.mjs").createApiClient>} api
 * @param {ReturnType<typeof import("./owner-browser.mjs").createOwnerBrowser>} owner
 * @param {(line: string) => void} tell
 */
export async function connectAccount(api, owner, tell = console.log) {
  const pending = await api.post("/v1/connections", { platform: "tiktok", user: "demo-owner" });
  const asked = await owner.open(pending.authorization_url);
  tell("  The gateway's page says who asks and for what; the owner goes on.");
  const consent = await owner.submit(asked, {});
  tell("  TikTok's page asks for consent; the owner chooses an account and agrees.");
  const scopes = [...consent.text.matchAll(/name="scope" value="([^"]+)"/g)];
  if (scopes.length === 0) throw new Error("TikTok's consent page asks for no scope.");
  const result = await owner.submit(consent, { user: "ada.public", decision: "approve" });
  if (result.status !== 200) throw new Error(`The result page was answered ${result.status}.`);
  const connection = await api.get(`/v1/connections/${pending.id}`);
  if (connection.status !== "active") {
    throw new Error(`The connection is ${connection.status}: ${connection.last_error?.detail}`);
  }
  return connection;
}
