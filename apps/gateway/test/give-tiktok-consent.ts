/** What an owner does on TikTok's consent page. */
export type OwnerDecision = {
  readonly decision: "approve" | "deny";
  readonly username: string;
  /** Scopes whose box the owner unticks. */
  readonly untick?: readonly string[];
};

/**
 * Opens the consent page as a browser would, fills in its form, and answers with the address that it
 * leads to.
 *
 * @throws Error when TikTok shows an error page instead.
 */
export async function giveConsent(url: string, owner: OwnerDecision): Promise<string> {
  const page = await fetch(url, { redirect: "manual" });
  const text = await page.text();
  if (page.status !== 200) throw new Error(`TikTok shows an error page: ${page.status} ${text}`);
  const action = /<form[^>]*action="([^"]+)"/.exec(text)?.[1] ?? "";
  const form = new URLSearchParams();
  for (const [input] of text.matchAll(/<input[^>]*>/g)) {
    const [name, value, type] = ["name", "value", "type"].map(
      (attribute) => new RegExp(`${attribute}="([^"]*)"`).exec(input)?.[1],
    );
    const isUnticked = owner.untick?.includes(value ?? "") === true;
    if (name !== undefined && type !== "radio" && !isUnticked) form.append(name, value ?? "on");
  }
  form.set("user", owner.username);
  form.set("decision", owner.decision);
  const answer = await fetch(new URL(action, url), {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const location = answer.headers.get("location");
  if (location === null) throw new Error(`TikTok did not redirect: ${await answer.text()}`);
  return location;
}
