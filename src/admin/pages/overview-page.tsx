import type { ComponentChildren, VNode } from 'preact';
import { printable } from '../../kernel/printable.ts';
import { securityFindings } from '../../drift/drift-report.ts';
import type { DriftReport } from '../../drift/drift-report.ts';
import { Badge } from '../../pages/parts/badge.tsx';
import type { Tone } from '../../pages/parts/badge.tsx';
import { Section } from '../../pages/parts/section.tsx';
import { Moment } from '../../pages/parts/time.tsx';
import { renderAdminPage } from './admin-layout.tsx';

export interface HealthLine {
  readonly name: string;
  readonly ok: boolean;
  /** What it is called, or what is wrong. */
  readonly detail: string;
}

export interface ConnectionLine {
  readonly name: string;
  readonly label: string;
  readonly enabled: boolean;
  readonly certificates: readonly {
    readonly use: string;
    readonly subject: string;
    readonly daysLeft: number;
    readonly notAfter: number;
  }[];
}

export interface OverviewView {
  readonly operator: string;
  /** The admin token was typed in here, so there is something to leave. */
  readonly byToken: boolean;
  readonly version: string;
  readonly health: readonly HealthLine[];
  readonly connections: readonly ConnectionLine[];
  /** Absent where the store does not answer. */
  readonly people?: number;
  readonly auditRecords?: number;
  readonly outbox?: { readonly pending: number; readonly oldestAgeMs: number };
  readonly drift?: DriftReport;
}

const SOON_DAYS = 30;

const Figure = ({
  name,
  value,
  note,
  href,
}: {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly note: ComponentChildren;
  readonly href?: string;
}): VNode => {
  const inner = (
    <>
      <span class="figure-name">{name}</span>
      <span class="figure-value">{value}</span>
      <span class="figure-note">{note}</span>
    </>
  );
  return (
    <li>
      {href === undefined ? (
        <div class="card figure">{inner}</div>
      ) : (
        <a class="card figure" href={href}>
          {inner}
        </a>
      )}
    </li>
  );
};

function driftFigure(drift: DriftReport | undefined): { readonly value: string; readonly note: ComponentChildren } {
  if (drift === undefined) return { value: 'Not yet', note: 'Twilio was not compared in the last week' };
  const security = securityFindings(drift);
  const when = <Moment at={drift.endedAt} />;
  if (drift.subjects.length === 0)
    return {
      value: 'None',
      note: (
        <>
          of {drift.checked} people, {when}
        </>
      ),
    };
  const value = `${drift.subjects.length} ${drift.subjects.length === 1 ? 'person' : 'people'}`;
  return {
    value,
    note:
      security > 0 ? (
        <>
          {security} above what was decided, {when}
        </>
      ) : (
        when
      ),
  };
}

const count = (value: number | undefined): string => (value === undefined ? '–' : value.toLocaleString('en-GB'));

const Figures = ({ people, auditRecords, outbox, drift }: OverviewView): VNode => (
  <ul class="figures" aria-label="At a glance">
    <Figure name="People" value={count(people)} note="logged in at least once" href="/admin/subjects" />
    <Figure
      name="Waiting for Twilio"
      value={count(outbox?.pending)}
      note={outbox === undefined || outbox.pending === 0 ? 'everything is written' : 'retried until it is written'}
    />
    <Figure name="Drift" {...driftFigure(drift)} href="/admin/drift" />
    <Figure name="Audit" value={count(auditRecords)} note="records, chained" href="/admin/audit" />
  </ul>
);

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

function certificateTone(daysLeft: number): Tone {
  if (daysLeft < 0) return 'bad';
  return daysLeft < SOON_DAYS ? 'warn' : 'good';
}

const daysText = (days: number): string => {
  if (days < 0) return `expired ${-days} ${days === -1 ? 'day' : 'days'} ago`;
  return `${days} ${days === 1 ? 'day' : 'days'} left`;
};

const Certificates = ({ certificates }: Pick<ConnectionLine, 'certificates'>): VNode => (
  <ul class="certificates">
    {certificates.map(({ use, subject, daysLeft, notAfter }, index) => (
      <li key={index}>
        <Badge tone={certificateTone(daysLeft)}>{daysText(daysLeft)}</Badge> {use},{' '}
        <bdi class="muted">{printable(subject.replaceAll('\n', ', '))}</bdi>, until <Moment at={notAfter} />
      </li>
    ))}
  </ul>
);

const Connections = ({ connections }: Pick<OverviewView, 'connections'>): VNode => (
  <Section
    id="connections"
    title="Connections"
    lead="The identity providers that are trusted, and how long their certificates last."
  >
    <div class="table-frame">
      <table class="stacked dense">
        <thead>
          <tr>
            <th scope="col" class="col-role">
              Connection
            </th>
            <th scope="col" class="col-outcome">
              State
            </th>
            <th scope="col">Certificates</th>
          </tr>
        </thead>
        <tbody>
          {connections.map(({ name, label, enabled, certificates }) => (
            <tr key={name} data-testid={`connection-${name}`}>
              <th scope="row">
                <bdi>{printable(label)}</bdi> <code class="muted">{name}</code>
              </th>
              <td>
                <Badge tone={enabled ? 'good' : 'neutral'}>{enabled ? 'on' : 'off'}</Badge>
              </td>
              <td class="wide">
                <Certificates certificates={certificates} />
              </td>
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
