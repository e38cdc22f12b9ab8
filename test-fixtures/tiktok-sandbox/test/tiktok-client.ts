import { DEFAULT_WEB_APP, type DeveloperAppInput, type TiktokSandbox } from "../src/index";

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed when it is JSON, else undefined. Numbers are doubles: look at `text` for ids. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into arbitrary answers.
  readonly json: any;
}

/** Reads an answer whole. */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

/** Who connects, through which app, with which scopes. */
export interface ConnectOptions {
  readonly app?: DeveloperAppInput;
  readonly username?: string;
  readonly scopes?: readonly string[];
}

const everyScope = [
  "user.info.basic",
  "user.info.profile",
  "user.info.stats",
  "video.list",
  "video.publish",
  "video.upload",
];

/** A bare-handed TikTok client for the sandbox's own tests; written from the reference, not from a connector. */
export function createTiktokClient(sandbox: TiktokSandbox) {
  const origin = sandbox.origin;

  async function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return readAnswer(await fetch(origin + path, { redirect: "manual", headers }));
  }

  function authorizePath(
    changes: Record<string, string | undefined> = {},
    app: DeveloperAppInput = DEFAULT_WEB_APP,
  ): string {
    const fields: Record<string, string | undefined> = {
      client_key: app.clientKey,
      response_type: "code",
      scope: everyScope.join(","),
      redirect_uri: app.redirectUris?.[0] ?? "",
      state: "state-1",
      ...changes,
    };
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined) query.set(name, value);
    }
    return `/v2/auth/authorize/?${query}`;
  }

  async function form(path: string, fields: Record<string, string>): Promise<Answer> {
    const body = new URLSearchParams(fields);
    return readAnswer(await fetch(origin + path, { method: "POST", body, redirect: "manual" }));
  }

  /** Submits the consent page. */
  async function decide(
    page: Answer,
    choice: { decision?: string; username?: string; scopes?: readonly string[] } = {},
  ): Promise<Answer> {
    const body = new URLSearchParams({
      request: /name="request" value="([^"]+)"/.exec(page.text)?.[1] ?? "",
      user: choice.username ?? "ada.public",
      decision: choice.decision ?? "approve",
    });
    const offered = [...page.text.matchAll(/name="scope" value="([^"]+)"/g)].map((one) => one[1]);
    for (const scope of choice.scopes ?? offered) body.append("scope", scope ?? "");
    return readAnswer(
      await fetch(`${origin}/v2/auth/authorize/decide/`, {
        method: "POST",
        body,
        redirect: "manual",
      }),
    );
  }

  /** Goes through the consent page and answers the callback's parameters. */
  async function approve({ app = DEFAULT_WEB_APP, username, scopes }: ConnectOptions = {}) {
    const path = authorizePath(scopes ? { scope: scopes.join(",") } : {}, app);
    const callback = await decide(await get(path), username === undefined ? {} : { username });
    return new URL(callback.headers.get("location") ?? "http://no.location").searchParams;
  }

  async function exchange(
    code: string,
    app: DeveloperAppInput = DEFAULT_WEB_APP,
    changes: Record<string, string> = {},
  ): Promise<Answer> {
    return form("/v2/oauth/token/", {
      client_key: app.clientKey,
      client_secret: app.clientSecret,
      grant_type: "authorization_code",
      code,
      redirect_uri: app.redirectUris?.[0] ?? "",
      ...changes,
    });
  }

  async function refresh(token: string, app: DeveloperAppInput = DEFAULT_WEB_APP): Promise<Answer> {
    return form("/v2/oauth/token/", {
      client_key: app.clientKey,
      client_secret: app.clientSecret,
      grant_type: "refresh_token",
      refresh_token: token,
    });
  }

  async function revoke(token: string, app: DeveloperAppInput = DEFAULT_WEB_APP): Promise<Answer> {
    return form("/v2/oauth/revoke/", {
      client_key: app.clientKey,
      client_secret: app.clientSecret,
      token,
    });
  }

  /** Connects an account and answers its tokens. */
  async function connect(options: ConnectOptions = {}): Promise<ConnectedTokens> {
    const callback = await approve(options);
    const answer = await exchange(callback.get("code") ?? "", options.app ?? DEFAULT_WEB_APP);
    return { access: answer.json.access_token, refresh: answer.json.refresh_token };
  }

  async function call(token: string, path: string, body: unknown = {}): Promise<Answer> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return readAnswer(
      await fetch(origin + path, {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json; charset=UTF-8",
        },
        body: text,
      }),
    );
  }

  const userInfo = (token: string, fields: string) =>
    get(`/v2/user/info/?fields=${fields}`, { authorization: `Bearer ${token}` });
  const creatorInfo = (token: string) => call(token, "/v2/post/publish/creator_info/query/");
  const initDirect = (token: string, changes: InitChanges = {}) =>
    call(token, "/v2/post/publish/video/init/", directVideo(changes));
  const initInbox = (token: string, source: object = fileSource(1)) =>
    call(token, "/v2/post/publish/inbox/video/init/", { source_info: source });
  const initPhoto = (token: string, changes: PhotoChanges = {}) =>
    call(token, "/v2/post/publish/content/init/", photoPost(changes));
  const status = (token: string, publishId: string) =>
    call(token, "/v2/post/publish/status/fetch/", { publish_id: publishId });
  const cancel = (token: string, publishId: string) =>
    call(token, "/v2/post/publish/cancel/", { publish_id: publishId });

  /** Sends one chunk; the range is derived from the bytes unless given. */
  async function put(
    url: string,
    bytes: Buffer,
    { first = 0, total = bytes.length, headers = {} }: PutOptions = {},
  ): Promise<Answer> {
    const response = await fetch(url, {
      method: "PUT",
      headers: {
        "content-type": "video/mp4",
        "content-range": `bytes ${first}-${first + bytes.length - 1}/${total}`,
        ...headers,
      },
      body: new Uint8Array(bytes),
    });
    return readAnswer(response);
  }

  return {
    get,
    form,
    authorizePath,
    decide,
    approve,
    exchange,
    refresh,
    revoke,
    connect,
    call,
    userInfo,
    creatorInfo,
    initDirect,
    initInbox,
    initPhoto,
    status,
    cancel,
    put,
  };
}

/** A bare-handed client. */
export type TiktokClient = ReturnType<typeof createTiktokClient>;

interface ConnectedTokens {
  readonly access: string;
  readonly refresh: string;
}

interface PutOptions {
  readonly first?: number;
  readonly total?: number;
  readonly headers?: Record<string, string>;
}

interface InitChanges {
  readonly info?: Record<string, unknown>;
  readonly source?: object;
}

interface PhotoChanges extends InitChanges {
  readonly top?: Record<string, unknown>;
}

/** The body of a direct post of one small file, with changes. */
export function directVideo({ info = {}, source = fileSource(1) }: InitChanges = {}) {
  return {
    post_info: {
      title: "A title",
      privacy_level: "SELF_ONLY",
      brand_content_toggle: false,
      brand_organic_toggle: false,
      ...info,
    },
    source_info: source,
  };
}

/** The body of a direct photo post, with changes. */
export function photoPost({ top = {}, info = {}, source = {} }: PhotoChanges = {}) {
  return {
    media_type: "PHOTO",
    post_mode: "DIRECT_POST",
    post_info: {
      title: "A title",
      description: "A description",
      privacy_level: "SELF_ONLY",
      brand_content_toggle: false,
      brand_organic_toggle: false,
      ...info,
    },
    source_info: {
      source: "PULL_FROM_URL",
      photo_images: ["https://media.example.com/1.jpg"],
      photo_cover_index: 0,
      ...source,
    },
    ...top,
  };
}

/** A FILE_UPLOAD of one chunk, or of `count` chunks of `chunkSize`. */
export function fileSource(videoSize: number, chunkSize = videoSize, count = 1) {
  return {
    source: "FILE_UPLOAD",
    video_size: videoSize,
    chunk_size: chunkSize,
    total_chunk_count: count,
  };
}

/** A PULL_FROM_URL of one video. */
export function pullSource(url: string) {
  return { source: "PULL_FROM_URL", video_url: url };
}
