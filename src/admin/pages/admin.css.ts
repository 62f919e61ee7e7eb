/** What the pages of operators have beside the common stylesheet: forms, figures, dense tables. */
export const adminCss = `
.input { width: 100%; min-height: 42px; padding: 9px 13px; border-radius: var(--radius-small);
  border: 1px solid var(--line-strong); background: var(--surface); color: var(--ink);
  font: 400 15px/1.4 var(--font-text); }
.input::placeholder { color: var(--muted); opacity: 1; }
.input:focus-visible { outline-offset: 0; border-radius: var(--radius-small); }
.field { display: grid; gap: 5px; font-size: 14px; font-weight: 550; }
.field-hint { font-weight: 400; color: var(--muted); font-size: 13px; }
.check { display: flex; gap: 9px; align-items: baseline; font-size: 14px; font-weight: 500; }
.check input { accent-color: var(--accent); }
.search { display: flex; flex-wrap: wrap; gap: 10px; max-width: 560px; }
.search .input { flex: 1 1 240px; width: auto; }
.button-danger { background: var(--bad-soft); border-color: color-mix(in srgb, var(--bad) 34%, transparent);
  color: var(--bad); }
.button-danger:hover { background: var(--bad); border-color: var(--bad); color: var(--surface); }
.button-small { min-height: 34px; padding: 5px 13px; font-size: 13.5px; }

.figures { display: grid; gap: 14px; padding: 0; margin: 0; list-style: none;
  grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); }
.figures li { display: grid; }
.figure { padding: 18px 20px; display: grid; gap: 3px; align-content: start; text-decoration: none; color: inherit; }
a.figure:hover { border-color: var(--accent); color: inherit; }
.figure-name { font-size: 13px; color: var(--muted); font-weight: 550; }
.figure-value { font-size: 27px; line-height: 1.25; font-weight: 680; letter-spacing: -.02em; }
.figure-note { font-size: 13.5px; color: var(--muted); }

.dense th, .dense td { font-size: 13.5px; }
@media (min-width: 761px) { .dense th, .dense td { padding: 9px 14px; } }
.dense code { font-size: 12.5px; }
.dense tbody tr:hover { background: color-mix(in srgb, var(--sunken) 55%, transparent); }
.dense .when { white-space: nowrap; color: var(--muted); }
.dense .chips { gap: 4px; }
.dense .chip { padding: 1px 9px; font-size: 12.5px; }
.tabs { display: flex; flex-wrap: wrap; gap: 4px; padding: 4px; border-radius: var(--radius-medium);
  background: var(--sunken); width: fit-content; font-size: 14px; }
.tabs a { padding: 5px 14px; border-radius: var(--radius-small); color: var(--muted); text-decoration: none;
  font-weight: 550; }
.tabs a[aria-current] { background: var(--surface); color: var(--ink); box-shadow: var(--shadow); }
.notice-bad { background: var(--bad-soft); border-color: color-mix(in srgb, var(--bad) 28%, transparent); }
.notice-bad h2 { color: var(--bad); }
.notice-good { background: var(--good-soft); border-color: color-mix(in srgb, var(--good) 28%, transparent); }
.notice-good h2 { color: var(--good); }
.acts { display: grid; gap: 20px; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); align-items: start; }
.certificates { display: grid; gap: 6px; padding: 0; list-style: none; font-size: 13.5px; }
.findings { display: grid; gap: 7px; padding: 0; list-style: none; }
.hash { font: 400 12.5px/1.5 var(--font-code); color: var(--muted); overflow-wrap: anywhere; user-select: all; }
@media (max-width: 760px) { .dense .when { white-space: normal; } }
`;
