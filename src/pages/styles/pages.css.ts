/** What belongs to one page each. */
export const pagesCss = `
.connection { display: flex; flex-wrap: wrap; align-items: center; gap: 12px 20px; padding: 18px 20px; }
.connection-text { flex: 1 1 220px; min-width: 0; }
.connection-off { box-shadow: none; background: transparent; border-style: dashed; }

.emblem { width: 52px; height: 52px; border-radius: 15px; display: grid; place-items: center; flex: none;
  background: var(--accent-soft); color: var(--accent-strong); }
.emblem svg { width: 27px; height: 27px; display: block; }
.emblem-bad { background: var(--bad-soft); color: var(--bad); }
.emblem-warn { background: var(--warn-soft); color: var(--warn); }
.emblem-good { background: var(--good-soft); color: var(--good); }
.message { padding: clamp(22px, 5vw, 36px); display: grid; gap: 22px; grid-template-columns: minmax(0, 1fr); }
.message h3 { font-size: 13px; color: var(--muted); font-weight: 600; letter-spacing: .01em; }
.reference { display: grid; gap: 4px; padding: 16px 20px; border-radius: var(--radius-medium);
  background: var(--sunken); }
.reference-id { font: 650 clamp(19px, 5.4vw, 27px)/1.35 var(--font-code); letter-spacing: .01em; user-select: all;
  overflow-wrap: anywhere; }
.reference-long { font-size: 15px; font-weight: 550; }
.progress { height: 5px; border-radius: 999px; background: var(--sunken); overflow: hidden; }
.progress::after { content: ""; display: block; width: 38%; height: 100%; border-radius: inherit;
  background: var(--accent); animation: progress 1.5s ease-in-out infinite; }
@keyframes progress { from { transform: translateX(-105%); } to { transform: translateX(270%); } }

.person { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 20px; align-items: start; }
.person-facts { grid-column: 1 / -1; border-top: 1px solid var(--line); padding-top: 18px;
  display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 14px 24px; font-size: 14px; }
.person-facts dt { color: var(--muted); font-size: 13px; }
.person-facts dd { font-weight: 500; }
.person-facts code { font-weight: 400; }
.avatar { width: 64px; height: 64px; border-radius: 50%; display: grid; place-items: center; font-size: 23px;
  font-weight: 650; background: var(--accent); color: var(--on-accent); letter-spacing: .01em; }
.section { display: grid; gap: 14px; grid-template-columns: minmax(0, 1fr); }
.section-head { display: grid; gap: 2px; }
.card-head { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; justify-content: space-between; }
.move { display: flex; flex-wrap: wrap; gap: 6px 8px; align-items: center; }
.col-role { width: 25%; }
.col-values { width: 30%; }
.col-outcome { width: 130px; }
.grants { display: grid; gap: 14px; padding: 0; list-style: none; }
.grant { padding-left: 14px; border-left: 3px solid var(--accent); display: grid; gap: 5px; }

.timeline { padding: 0; list-style: none; display: grid; }
.timeline li { display: grid; grid-template-columns: 26px minmax(0, 1fr) auto; gap: 2px 14px; padding-bottom: 18px;
  position: relative; }
.timeline li:last-child { padding-bottom: 0; }
.timeline li:not(:last-child)::before { content: ""; position: absolute; left: 12px; top: 28px; bottom: 2px;
  width: 2px; background: var(--line); }
.dot { width: 26px; height: 26px; border-radius: 50%; display: grid; place-items: center; font-size: 13px;
  font-weight: 700; background: var(--good-soft); color: var(--good); }
.dot-refused { background: var(--bad-soft); color: var(--bad); }
.dot-noted { background: var(--accent-soft); color: var(--accent-strong); }
.timeline p { font-weight: 600; line-height: 26px; }
.timeline .note { grid-column: 2 / -1; font-weight: 400; line-height: 1.5; font-size: 14px; color: var(--muted); }
.timeline .at { font: 500 12.5px/26px var(--font-code); color: var(--muted); white-space: nowrap; }
@media (max-width: 760px) {
  .person { grid-template-columns: auto minmax(0, 1fr); gap: 16px; }
  .person form { grid-column: 1 / -1; }
  .person form .button { width: 100%; }
  .avatar { width: 52px; height: 52px; font-size: 19px; }
}
`;
