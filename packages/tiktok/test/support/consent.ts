/** What an owner does on TikTok's consent page. */
export type OwnerDecision = {
  readonly decision: "approve" | "deny";
  readonly username: string;
  /** Scopes whose box the owner unticks. */
  readonly untick?: readonly string[];
};

/**
 * Opens the consent page as a browser would, fills in its form and follows it to the callback.
 *
 * @returns The callback's query, decoded once; rejects when TikTok shows an error page instead.
 */
export async function giveConsent(
  url: string,
  { decision, username, untick = [] }: OwnerDecision,
): Promise<Record<string, string>> {
  const page = await fetch(url, { redirect: "manual" });
  const html = await page.text();
  if (page.status !== 200) throw new Error(`TikTok shows an error page: ${page.status} ${html}`);
  const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1] ?? "";
  const form = new URLSearchParams();
  for (const [input] of html.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    const value = /value="([^"]*)"/.exec(input)?.[1] ?? "on";
    const type = /type="([^"]*)"/.exec(input)?.[1];
    if (name === undefined || type === "radio" || untick.includes(value)) continue;
    form.append(name, value);
  }
  form.set("user", username);
  form.set("decision", decision);
  const answer = await fetch(new URL(action, url), {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const location = answer.headers.get("location");
  if (location === null) throw new Error(`TikTok did not redirect: ${await answer.text()}`);
  return Object.fromEntries(new URL(location).searchParams);
}
