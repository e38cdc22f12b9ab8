/** The one style sheet of every page; its hash stands in the content security policy. */
export const pageStyle = `
:root { color-scheme: light dark; --line: #8886; --accent: #0b57d0; --bad: #b3261e; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.2rem; margin-top: 2rem; }
code, pre { font: 0.9em ui-monospace, monospace; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid var(--line); border-radius: 0.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line); }
fieldset, .card { border: 1px solid var(--line); border-radius: 0.75rem; padding: 1rem; margin: 1rem 0; }
label { display: block; margin: 0.5rem 0; }
input[type="text"], select, textarea { width: 100%; padding: 0.5rem; font: inherit; }
button { font: inherit; padding: 0.6rem 1.2rem; border: 1px solid var(--accent); border-radius: 0.5rem; background: var(--accent); color: #fff; cursor: pointer; }
button.quiet { background: transparent; color: inherit; border-color: var(--line); }
img, video { max-width: 100%; height: auto; border-radius: 0.5rem; }
.muted { opacity: 0.75; }
.bad { color: var(--bad); }
@media (prefers-color-scheme: dark) { :root { --accent: #4c8df6; --bad: #f2b8b5; } }
`;
