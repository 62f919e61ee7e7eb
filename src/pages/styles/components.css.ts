/** What several pages are made of: cards, buttons, chips, badges, facts, tables, JSON. */
export const componentsCss = `
.card { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius-large);
  box-shadow: var(--shadow); padding: 24px; min-width: 0; }
.card-list { display: grid; gap: 12px; padding: 0; list-style: none; }

.button { display: inline-flex; align-items: center; justify-content: center; gap: 8px; padding: 9px 17px;
  min-height: 42px; border-radius: var(--radius-small); border: 1px solid var(--line-strong);
  background: var(--surface); color: var(--ink); font: 600 14.5px/1.4 var(--font-text); text-decoration: none;
  text-align: center; cursor: pointer; transition: background .12s ease, border-color .12s ease; }
.button:hover { background: var(--sunken); color: var(--ink); }
.button:focus-visible { border-radius: var(--radius-small); }
.button-primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.button-primary:hover { background: var(--accent-strong); border-color: var(--accent-strong); color: var(--on-accent); }

.chips { display: flex; flex-wrap: wrap; gap: 6px; padding: 0; list-style: none; }
.chip, .badge { display: inline-block; border-radius: 999px; font-weight: 600; overflow-wrap: anywhere;
  background: var(--sunken); color: var(--muted); }
.chip { padding: 3px 11px; font-size: 13px; line-height: 1.5; }
.chip-agent { background: var(--agent-soft); color: var(--agent); }
.chip-supervisor { background: var(--supervisor-soft); color: var(--supervisor); }
.chip-admin { background: var(--admin-soft); color: var(--admin); }
.chip-insights { background: var(--insights-soft); color: var(--insights); }
.chip-plain { border-radius: 6px; font: 500 12.5px/1.5 var(--font-code); color: var(--ink); padding: 2px 8px; }
.badge { padding: 2px 10px; font-size: 12.5px; line-height: 1.55; white-space: nowrap; }
.badge-good { background: var(--good-soft); color: var(--good); }
.badge-warn { background: var(--warn-soft); color: var(--warn); }
.badge-bad { background: var(--bad-soft); color: var(--bad); }
.badge-accent { background: var(--accent-soft); color: var(--accent-strong); }

.notice { display: grid; gap: 6px; padding: 16px 20px; border-radius: var(--radius-medium);
  border: 1px solid transparent; background: var(--accent-soft); }
.notice h2 { font-size: 16px; }
.notice p { font-size: 14.5px; max-width: 80ch; }
.notice-warn { background: var(--warn-soft); border-color: color-mix(in srgb, var(--warn) 28%, transparent); }
.notice-warn h2 { color: var(--warn); }

.facts { display: grid; grid-template-columns: fit-content(38%) minmax(0, 1fr); gap: 7px 20px; font-size: 14px; }
.facts dt { color: var(--muted); }
.facts dd { min-width: 0; font-weight: 500; }
.facts dd code { font-size: 13px; font-weight: 400; }
@media (max-width: 480px) {
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .facts dt { font-size: 13px; }
  .facts dd + dt { margin-top: 9px; }
}
.whole { user-select: all; }
.arrow { color: var(--muted); padding: 0 2px; }

.table-frame { border: 1px solid var(--line); border-radius: var(--radius-medium); overflow: hidden; }
table { width: 100%; border-collapse: collapse; font-size: 14px; background: var(--surface); }
th, td { padding: 11px 16px; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; padding-block: 9px; background: var(--sunken); color: var(--muted); font-size: 12.5px;
  font-weight: 600; letter-spacing: .01em; }
tbody th { font-weight: 500; }
tr:target th, tr:target td { background: var(--accent-soft); }
@media (max-width: 760px) {
  .card { padding: 18px; border-radius: var(--radius-medium); }
  .stacked thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacked, .stacked tbody { display: block; }
  .stacked tr { display: flex; flex-wrap: wrap; gap: 8px; padding: 13px 15px; border-top: 1px solid var(--line); }
  .stacked tr:first-child { border-top: 0; }
  .stacked th, .stacked td { display: block; padding: 0; border: 0; min-width: 0; }
  .stacked .wide { flex-basis: 100%; }
}

.json { padding: 14px 16px; border-radius: var(--radius-medium); background: var(--sunken); overflow-x: auto;
  font-size: 12.75px; line-height: 1.65; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 2; }
.json-key { color: var(--supervisor); }
.json-text { color: var(--good); }
.json-other { color: var(--insights); }
.json mark { display: block; margin: 2px -16px; padding: 2px 16px; background: var(--accent-soft);
  box-shadow: inset 3px 0 var(--accent); color: inherit; }

details > summary { cursor: pointer; font-weight: 600; font-size: 14px; color: var(--accent); width: fit-content;
  padding: 2px 0; }
details > summary:hover { color: var(--accent-strong); }
details[open] > summary { margin-bottom: 10px; }
`;
