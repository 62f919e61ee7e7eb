/** Elements, the frame of a page, and the few classes of layout. */
export const baseCss = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 24px; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--canvas);
  color: var(--ink); font: 400 15px/1.6 var(--font-text); -webkit-font-smoothing: antialiased; }
h1, h2, h3, h4, p, dl, dd, ol, ul, pre, figure { margin: 0; }
h1 { font-size: clamp(25px, 4.2vw, 32px); line-height: 1.2; letter-spacing: -.021em; font-weight: 700; text-wrap: balance; }
h2 { font-size: 20px; line-height: 1.3; letter-spacing: -.014em; font-weight: 650; }
h3 { font-size: 16px; line-height: 1.4; letter-spacing: -.006em; font-weight: 650; }
h1, h2, h3, p, li, td, th, dd, dt { overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 3px; }
a:hover { color: var(--accent-strong); }
code, pre, .code { font-family: var(--font-code); font-size: .875em; font-variant-ligatures: none; }
code, .code { overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
::selection { background: var(--accent-soft); }

.skip { position: absolute; left: 16px; top: -60px; padding: 8px 14px; background: var(--surface); z-index: 2; }
.skip:focus { top: 12px; }
.bar { background: var(--surface); border-bottom: 1px solid var(--line); }
.bar-inner { max-width: var(--width-page); margin: 0 auto; padding: 13px 24px; display: flex; flex-wrap: wrap;
  align-items: center; gap: 8px 20px; }
.brand { display: inline-flex; align-items: center; gap: 10px; font-weight: 680; font-size: 16px;
  letter-spacing: -.01em; color: var(--ink); text-decoration: none; }
.brand:hover { color: var(--ink); }
.brand img { display: block; }
.bar nav { margin-left: auto; display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 14px; min-width: 0; }
.bar nav a { color: var(--muted); text-decoration: none; font-weight: 550; overflow-wrap: anywhere; }
.bar nav a:hover { color: var(--ink); }
main { flex: 1; width: 100%; max-width: var(--width-page); margin: 0 auto; padding: 40px 24px 64px;
  display: grid; gap: 28px; align-content: start; grid-template-columns: minmax(0, 1fr); }
main.narrow { max-width: calc(var(--width-text) + 48px); padding-top: clamp(40px, 9vh, 96px); }
footer { width: 100%; max-width: var(--width-page); margin: 0 auto; padding: 0 24px 32px; color: var(--muted);
  font-size: 13px; display: flex; flex-wrap: wrap; gap: 4px 18px; }
footer a { color: inherit; }

.muted { color: var(--muted); }
.small { font-size: 13.5px; line-height: 1.55; }
.lead { font-size: 16.5px; color: var(--muted); max-width: 62ch; text-wrap: pretty; }
.lines { white-space: pre-line; }
.stack { display: grid; gap: 10px; align-content: start; grid-template-columns: minmax(0, 1fr); }
.stack-large { display: grid; gap: 20px; align-content: start; grid-template-columns: minmax(0, 1fr); }
.row { display: flex; flex-wrap: wrap; gap: 10px; align-items: center; }
.spread { display: flex; flex-wrap: wrap; gap: 10px 16px; align-items: center; justify-content: space-between; }
.two { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 20px; align-items: start; }
.two-even { align-items: stretch; }
.two-whole { grid-column: 1 / -1; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
@media (max-width: 760px) {
  main { padding: 28px 16px 48px; gap: 22px; }
  main.narrow { padding-top: 32px; }
  .bar-inner { padding: 12px 16px; }
  footer { padding: 0 16px 28px; }
  .two { grid-template-columns: minmax(0, 1fr); }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; }
}
@media print { .bar nav, footer, .no-print { display: none; } body { background: none; } }
`;
