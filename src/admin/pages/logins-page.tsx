import type { VNode } from 'preact';
import { printable } from '../../kernel/printable.ts';
import { Moment } from '../../pages/parts/time.tsx';
import type { Trace } from '../../traces/trace.ts';
import { renderAdminPage } from './admin-layout.tsx';
import { PersonLink, TraceLink } from './links.tsx';
import { OutcomeBadge } from './outcome-badge.tsx';

export interface LoginsView {
  /** Newest first. */
  readonly traces: readonly Trace[];
  readonly outcome?: Trace['outcome'];
  /** An id that no trace has. */
  readonly notFound?: string;
}

const OUTCOMES = [undefined, 'granted', 'refused', 'failed'] as const;

const Outcomes = ({ outcome }: Pick<LoginsView, 'outcome'>): VNode => (
  <nav class="tabs" aria-label="Outcome">
    {OUTCOMES.map((each) => (
      <a
        key={each}
        href={each === undefined ? '/admin/logins' : `/admin/logins?outcome=${each}`}
        {...(each === outcome && { 'aria-current': 'page' as const })}
      >
        {each ?? 'All'}
      </a>
    ))}
  </nav>
);

const Row = ({ trace: { id, kind, at, username, connection, outcome, code } }: { readonly trace: Trace }): VNode => (
  <tr>
    <td class="when">
      <Moment at={at} />
    </td>
    <td>{username === undefined ? <span class="muted">nobody proven</span> : <PersonLink username={username} />}</td>
    <td>
      <bdi>{printable(connection)}</bdi>
      {kind === 'logout' && <span class="muted"> logout</span>}
    </td>
    <td>
      <OutcomeBadge outcome={outcome} />
    </td>
    <td class="wide">{code !== undefined && <code>{code}</code>}</td>
    <td class="wide">
      <TraceLink id={id} />
    </td>
  </tr>
);

const FindTrace = ({ value = '' }: { readonly value?: string | undefined }): VNode => (
  <form class="search" method="get" action="/admin/logins" role="search">
    <input
      class="input"
      type="search"
      name="trace"
      value={value}
      aria-label="Trace id"
      placeholder="Trace id, such as bako-timi-sero-lafi"
      required
      maxLength={40}
    />
    <button class="button button-primary" type="submit">
      Open the trace
    </button>
  </form>
);

/** GET /admin/logins. */
export const loginsPage = ({ traces, outcome, notFound }: LoginsView): string =>
  renderAdminPage({
    title: 'Logins',
    children: (
      <>
        <div class="stack">
          <h1>Logins</h1>
          <p class="lead">The newest attempts, refused ones too. The trace id is what a person reads out to you.</p>
        </div>
        <FindTrace value={notFound} />
        {notFound !== undefined && (
          <section class="notice notice-warn" role="status" data-testid="not-found">
            <h2>No trace has this id</h2>
            <p>Traces are kept for a limited time; check every syllable.</p>
          </section>
        )}
        <Outcomes {...(outcome !== undefined && { outcome })} />
        {traces.length === 0 ? (
          <p class="card muted">No login is recorded.</p>
        ) : (
          <div class="table-frame">
            <table class="stacked dense" data-testid="logins">
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Person</th>
                  <th scope="col">Connection</th>
                  <th scope="col">Outcome</th>
                  <th scope="col">Code</th>
                  <th scope="col">Trace</th>
                </tr>
              </thead>
              <tbody>
                {traces.map((trace) => (
                  <Row key={trace.id} trace={trace} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </>
    ),
  });
