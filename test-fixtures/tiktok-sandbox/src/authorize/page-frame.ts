import { escapeHtml } from "../server/escape-html";

/** A whole page of the sandbox; works without JavaScript. `body` is trusted HTML. */
export function pageFrame(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 30rem; margin: 3rem auto; padding: 0 1rem; color: #161823; background: #fff }
fieldset { border: 1px solid #d0d0d6; border-radius: 8px; margin: 1rem 0; padding: .75rem 1rem }
label { display: block; padding: .25rem 0 }
button { font: inherit; padding: .6rem 1.4rem; border-radius: 8px; border: 1px solid #161823; background: #fff; cursor: pointer; margin-right: .5rem }
button.main { background: #161823; color: #fff }
.note { color: #5a5a66; font-size: .875rem }
code { background: #f1f1f4; padding: 0 .25rem; border-radius: 4px }
</style>
</head>
<body>
${body}
<p class="note">This is a TikTok sandbox. Nothing here reaches TikTok.</p>
</body>
</html>
`;
}
