/** The API documentation. */
export const docsCss = `
.docs { display: grid; grid-template-columns: 252px minmax(0, 1fr); gap: 36px; align-items: start; }
.docs-nav { position: sticky; top: 24px; max-height: calc(100vh - 48px); overflow-y: auto; font-size: 14px;
  display: grid; gap: 16px; }
.docs-nav ul { list-style: none; padding: 0; display: grid; gap: 1px; margin-top: 4px; }
.docs-nav a { display: block; padding: 3px 0; color: var(--muted); text-decoration: none; }
.docs-nav li a { font: 400 12.5px/1.5 var(--font-code); overflow-wrap: anywhere; padding-left: 12px;
  border-left: 2px solid var(--line); }
.docs-nav li a:hover { border-color: var(--accent); }
.docs-nav a:hover { color: var(--ink); }
.docs-nav a.docs-nav-group { color: var(--ink); font-weight: 650; }
.docs-body { display: grid; gap: 44px; min-width: 0; grid-template-columns: minmax(0, 1fr); }
.operation { padding: 18px 20px; display: grid; gap: 8px; scroll-margin-top: 24px;
  grid-template-columns: minmax(0, 1fr); }
details.operation { display: block; }
.operation:target { border-color: var(--accent); }
.operation h3 { display: flex; flex-wrap: wrap; gap: 8px 10px; align-items: baseline; font-size: 15px; }
.operation h3 a { color: inherit; text-decoration: none; }
.operation h3 a:hover { text-decoration: underline; }
.operation h3 .badge { margin-left: auto; }
.operation h4 { font-size: 13px; font-weight: 600; color: var(--muted); margin-bottom: 6px; }
.method { font: 700 12px/1.6 var(--font-code); padding: 2px 8px; border-radius: 6px; background: var(--sunken);
  color: var(--muted); }
.method-get { background: var(--supervisor-soft); color: var(--supervisor); }
.method-post { background: var(--good-soft); color: var(--good); }
.method-put, .method-patch { background: var(--insights-soft); color: var(--insights); }
.method-delete { background: var(--bad-soft); color: var(--bad); }
.operation .table-frame { border-radius: var(--radius-small); }
.operation td, .operation th { font-size: 13.5px; }
@media (min-width: 761px) {
  .operation td, .operation th { padding: 8px 12px; }
  .operation th:first-child { width: 32%; }
  .operation th:nth-child(2) { width: 30%; }
}
.errors tr { scroll-margin-top: 24px; }
.errors th code { font-size: 12.5px; font-weight: 600; }
.errors th a { color: inherit; text-decoration: none; }
.errors th a:hover { text-decoration: underline; }
.col-code { width: 33%; }
.col-status { width: 84px; }
@media (max-width: 900px) {
  .docs { grid-template-columns: minmax(0, 1fr); gap: 28px; }
  .docs-nav { position: static; max-height: none; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); }
  .docs-nav ul { display: none; }
}
`;
