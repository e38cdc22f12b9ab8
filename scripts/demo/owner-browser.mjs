import { readForm } from "./read-form.mjs";

/**
 * Stands for the account owner's browser: keeps cookies, follows redirects, fills in forms.
 *
 * @param {typeof globalThis.fetch} fetch
 */
export function createOwnerBrowser(fetch = globalThis.fetch) {
  /** @type {Map<string, Map<string, string>>} */
  const cookies = new Map();

  /**
   * @param {string} address
   * @param {RequestInit} init
   */
  async function request(address, init = {}) {
    let url = address;
    let options = init;
    for (let hops = 0; hops < 10; hops += 1) {
      const { host, origin } = new URL(url);
      const jar = cookies.get(host) ?? new Map();
      cookies.set(host, jar);
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const headers = new Headers(options.headers);
      if (cookie !== "") headers.set("Cookie", cookie);
      if (options.method === "POST") headers.set("Origin", origin);
      const response = await fetch(url, { ...options, headers, redirect: "manual" });
      for (const line of response.headers.getSetCookie()) {
        const [pair = ""] = line.split(";");
        const split = pair.indexOf("=");
        jar.set(pair.slice(0, split), pair.slice(split + 1));
      }
      const location = response.headers.get("location");
      if (location === null) return { url, status: response.status, text: await response.text() };
      await response.body?.cancel();
      url = new URL(location, url).href;
      options = {};
    }
    throw new Error("The owner's browser was redirected more than ten times.");
  }

  return {
    /** @param {string} address */
    open: (address) => request(address),
    /**
     * Sends the page's form, with some fields set as the owner sets them.
     *
     * @param {{ url: string, text: string }} page
     * @param {Record<string, string>} chosen
     */
    submit(page, chosen) {
      const { action, fields } = readForm(page.text, page.url);
      const body = new URLSearchParams();
      for (const { name, value } of fields) if (!(name in chosen)) body.append(name, value);
      for (const [name, value] of Object.entries(chosen)) body.append(name, value);
      return request(action, { method: "POST", body });
    },
  };
}
