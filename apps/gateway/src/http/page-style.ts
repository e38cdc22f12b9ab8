/** The one style sheet of every page; its hash stands in the content security policy. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #f4f5f8; --sheet: #fff; --ink: #16181d; --soft: #565c69; --line: #d8dbe2;
  --accent: #1f4fd8; --on-accent: #fff; --good: #0f6b3c; --bad: #a92118; --wash: #fdf0ee;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101216; --sheet: #1a1d23; --ink: #eceef2; --soft: #a4abb8; --line: #353a45;
    --accent: #8fb0ff; --on-accent: #0d1530; --good: #6fd6a0; --bad: #ffa79e; --wash: #331d1b;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 40rem; margin: 0 auto; padding: 1.25rem 1rem 4rem; }
main:has(table) { max-width: 60rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; letter-spacing: -0.01em; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 0.5rem; }
p { margin: 0 0 0.9rem; }
ul { margin: 0 0 1rem; padding-left: 1.25rem; }
li { margin: 0.25rem 0; }
a { color: var(--accent); }
code, pre { font: 0.9em ui-monospace, monospace; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid var(--line); border-radius: 0.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line); }
.brand { margin: 0 0 1rem; color: var(--soft); font-size: 0.9rem; font-weight: 600; }
fieldset, .card { min-width: 0; margin: 0 0 1rem; padding: 1.25rem; background: var(--sheet); border: 1px solid var(--line); border-radius: 0.9rem; }
.card > :last-child, fieldset > :last-child { margin-bottom: 0; }
.card fieldset { padding: 1rem; }
legend { padding: 0 0.4rem; font-weight: 600; }
label { display: block; margin: 0.5rem 0 0.25rem; font-weight: 600; }
label.switch { display: flex; gap: 0.6rem; align-items: center; min-height: 2.75rem; font-weight: 400; }
input[type="text"], input[type="number"], select, textarea { width: 100%; padding: 0.65rem; font: inherit; color: inherit; background: var(--page); border: 1px solid var(--soft); border-radius: 0.5rem; }
input[type="checkbox"] { flex: none; width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--accent); }
button { display: block; width: 100%; min-height: 3rem; padding: 0.7rem 1.25rem; font: inherit; font-weight: 600; border: 1px solid var(--accent); border-radius: 0.6rem; background: var(--accent); color: var(--on-accent); cursor: pointer; }
button:hover { filter: brightness(1.08); }
button.quiet, button.secondary { background: transparent; color: inherit; border-color: var(--soft); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.actions { display: grid; gap: 0.75rem; margin: 1rem 0; }
form { margin: 1.25rem 0; }
img, video { display: block; max-width: 100%; max-height: 70vh; height: auto; margin: 0 0 1rem; border-radius: 0.6rem; }
.several { display: grid; gap: 0.5rem; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); margin: 0 0 1rem; }
.several img { width: 100%; height: 100%; margin: 0; object-fit: contain; background: var(--sheet); }
.option { margin: 0 0 0.75rem; }
.option .hint { margin: 0.35rem 0 0; }
.option .switch + .hint { margin: -0.4rem 0 0 1.85rem; }
label.switch:has(:disabled) { color: var(--soft); }
.hint, .muted { color: var(--soft); font-size: 0.9rem; }
.caution, .problems { padding: 0.8rem 1rem; border-left: 0.3rem solid var(--bad); border-radius: 0.4rem; background: var(--wash); }
.problems h2 { margin-top: 0; }
.declaration { font-size: 0.9rem; }
.notice::before { display: inline-block; width: 1.6em; height: 1.6em; margin-right: 0.5em; border-radius: 50%; background: var(--soft); color: var(--sheet); font-size: 0.75em; line-height: 1.6em; text-align: center; content: "i"; }
.notice.good::before { background: var(--good); content: "\\2713"; }
.notice.bad::before { background: var(--bad); content: "!"; }
.bad { color: var(--bad); }
.notice.bad { color: inherit; }
@media (min-width: 34rem) {
  main { padding-top: 3rem; }
  fieldset, .card { padding: 1.75rem; }
  h1 { font-size: 1.75rem; }
  button { width: auto; }
  .actions { display: flex; flex-wrap: wrap; }
}
`;
