import type { VNode } from 'preact';
import { printable } from '../../kernel/printable.ts';
import { Badge } from '../../pages/parts/badge.tsx';
import { Section } from '../../pages/parts/section.tsx';
import { renderAdminPage } from './admin-layout.tsx';
import { Connections } from './overview-connections.tsx';
import type { ConnectionLine } from './overview-connections.tsx';
import { Figures } from './overview-figures.tsx';
import type { FiguresView } from './overview-figures.tsx';

export interface HealthLine {
  readonly name: string;
  readonly ok: boolean;
  /** What it is called, or what is wrong. */
  readonly detail: string;
}

export interface OverviewView extends FiguresView {
  readonly operator: string;
  /** The admin token was typed in here, so there is something to leave. */
  readonly byToken: boolean;
  readonly version: string;
  readonly health: readonly HealthLine[];
  readonly connections: readonly ConnectionLine[];
}

const Health = ({ health }: Pick<OverviewView, 'health'>): VNode => (
  <Section id="health" title="Health" lead="What this replica leans on, asked just now.">
    <div class="table-frame">
      <table class="stacked dense">
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col" class="col-outcome">
              State
            </th>
            <th scope="col">Detail</th>
          </tr>
        </thead>
        <tbody>
          {health.map(({ name, ok, detail }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <Badge tone={ok ? 'good' : 'bad'}>{ok ? 'well' : 'not well'}</Badge>
              </td>
              <td class="wide">{detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </Section>
);

export const SearchPeople = ({ value = '' }: { readonly value?: string }): VNode => (
  <form class="search" method="get" action="/admin/subjects" role="search">
    <input
      class="input"
      type="search"
      name="username"
      value={value}
      aria-label="Username"
      placeholder="Username (NameID)"
      required
      maxLength={256}
    />
    <button class="button button-primary" type="submit">
      Find a person
    </button>
  </form>
);

/** GET /admin. */
export const overviewPage = (view: OverviewView): string =>
  renderAdminPage({
    title: 'Overview',
    children: (
      <>
        <div class="spread">
          <div class="stack">
            <h1>Operations</h1>
            <p class="muted" data-testid="operator">
              You act as{' '}
              <strong>
                <bdi>{printable(view.operator)}</bdi>
              </strong>
              ; the audit says so. Version {view.version}.
            </p>
          </div>
          {view.byToken && (
            <form method="post" action="/admin/logout">
              <button class="button" type="submit">
                Leave
              </button>
            </form>
          )}
        </div>
        <SearchPeople />
        <Figures {...view} />
        <Health health={view.health} />
        <Connections connections={view.connections} />
      </>
    ),
  });
