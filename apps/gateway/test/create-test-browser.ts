import type { TestGateway } from "./create-test-gateway";

/** A browser without scripts: it keeps cookies, and follows nothing by itself. */
export type TestBrowser = {
  get(address: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Submits a form, as a browser would from a page of the gateway. */
  submit(address: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Names of the cookies it holds. */
  cookies(): readonly string[];
  cookieValue(name: string): string;
};

/** Makes a browser that talks to one gateway; addresses may carry its public origin. */
export function createTestBrowser(gateway: Pick<TestGateway, "request">): TestBrowser {
  const jar = new Map<string, string>();
  const send = async (
    method: string,
    address: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const { pathname, search } = new URL(address, "http://localhost:8787");
    const response = await gateway.request(`${pathname}${search}`, {
      method,
      key: null,
      headers: { ...(cookie === "" ? {} : { Cookie: cookie }), ...headers },
    });
    for (const line of response.headers.getSetCookie()) keep(line);
    return response;
  };
  return {
    get: (address, headers = {}) => send("GET", address, headers),
    submit: (address, headers = {}) =>
      send("POST", address, {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        ...headers,
      }),
    cookies: () => [...jar.keys()],
    cookieValue: (name) => jar.get(name) ?? "",
  };

  function keep(line: string): void {
    const [pair = ""] = line.split(";");
    const name = pair.slice(0, pair.indexOf("="));
    if (/max-age=0(;|$)/i.test(line)) jar.delete(name);
    else jar.set(name, pair.slice(name.length + 1));
  }
}
