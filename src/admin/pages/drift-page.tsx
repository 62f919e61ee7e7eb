import type { VNode } from 'preact';
import type { DriftProgress, DriftReport, ForeignWorker, Stopped } from '../../drift/drift-report.ts';
import type { DriftRun } from '../../drift/drift-runs.ts';
import { printable } from '../../kernel/printable.ts';
import { RoleChips } from '../../pages/parts/chips.tsx';
import { Section } from '../../pages/parts/section.tsx';
import { durationText, Moment } from '../../pages/parts/time.tsx';
import { renderAdminPage } from './admin-layout.tsx';
import { ActionBadge, Findings } from './drift-findings.tsx';
import { PersonLink } from './links.tsx';

export interface DriftView {
  /** The run that was asked for. */
  readonly run?: { readonly id: string; readonly state: DriftRun };
  readonly latest?: DriftReport;
}

const REFRESH_SECONDS = 2;

const Begin = (): VNode => (
  <form class="row" method="post" action="/admin/drift">
    <button class="button" type="submit" name="policy" value="report">
      Compare everybody
    </button>
    <button class="button button-primary" type="submit" name="policy" value="repair">
      Compare and repair
    </button>
  </form>
);

const PHASES: Readonly<Record<DriftProgress['phase'], string>> = {
  subjects: 'people read',
  workers: 'workers listed',
  users: 'Conversation Users found',
  compare: 'people compared',
  repair: 'people settled',
};

const Running = ({ progress }: { readonly progress: DriftProgress | undefined }): VNode => (
  <section class="notice" role="status" data-testid="running">
    <h2>Comparing</h2>
    <div class="progress" aria-hidden="true" />
    <p>
      {progress === undefined
        ? 'Just begun.'
        : `${progress.done}${progress.total === undefined ? '' : ` of ${progress.total}`} ${PHASES[progress.phase]}.`}{' '}
      This page goes on by itself.
    </p>
  </section>
);

const Failed = ({ code, detail }: Extract<DriftRun, { state: 'failed' }>): VNode => (
  <section class="notice notice-bad" role="status" data-testid="failed">
    <h2>The run failed</h2>
    <p>
      <code>{code}</code> {detail}
    </p>
  </section>
);

function RunState({ run }: Pick<DriftView, 'run'>): VNode | null {
  if (run?.state.state === 'running') return <Running progress={run.state.progress} />;
  return run?.state.state === 'failed' ? <Failed {...run.state} /> : null;
}

const Drifted = ({ subjects }: Pick<DriftReport, 'subjects'>): VNode => (
  <Section id="drifted" title="Edited elsewhere">
    {subjects.length === 0 ? (
      <p class="card muted">Nobody: Twilio holds what was decided.</p>
    ) : (
      <div class="table-frame">
        <table class="stacked dense" data-testid="drift-table">
          <thead>
            <tr>
              <th scope="col" class="col-role">
                Person
              </th>
              <th scope="col">Found</th>
              <th scope="col" class="col-outcome">
                Done
              </th>
            </tr>
          </thead>
          <tbody>
            {subjects.map((drift) => (
              <tr key={drift.username}>
                <th scope="row">
                  <PersonLink username={drift.username} />
                </th>
                <td class="wide">
                  <Findings findings={drift.findings} />
                </td>
                <td>
                  <ActionBadge drift={drift} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </Section>
);

const ForeignRow = ({ worker: { username, sid, roles } }: { readonly worker: ForeignWorker }): VNode => (
  <tr>
    <th scope="row">
      <bdi>{printable(username)}</bdi>
    </th>
    <td>
      <RoleChips roles={roles} label="Roles" />
    </td>
    <td>
      <code>{sid}</code>
    </td>
  </tr>
);

const Foreign = ({ foreign: { count, first } }: Pick<DriftReport, 'foreign'>): VNode | null =>
  count === 0 ? null : (
    <Section
      id="foreign"
      title="Workers that are not ours"
      lead={`${count} ${count === 1 ? 'worker belongs' : 'workers belong'} to nobody who logged in here: people of the Console, or made by hand. They are left alone.`}
    >
      <div class="table-frame">
        <table class="stacked dense">
          <thead>
            <tr>
              <th scope="col">Worker</th>
              <th scope="col">Roles</th>
              <th scope="col">SID</th>
            </tr>
          </thead>
          <tbody>
            {first.map((worker) => (
              <ForeignRow key={worker.sid} worker={worker} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );

const StoppedEarly = ({ stopped: { settled, total, why } }: { readonly stopped: Stopped }): VNode => (
  <section class="notice notice-bad" role="status" data-testid="stopped">
    <h2>The run was stopped</h2>
    <p>
      {settled} of {total} people were settled, then: {why}. What was done stays done; the others are left as they are.
    </p>
  </section>
);

const Report = ({ report }: { readonly report: DriftReport }): VNode => (
  <>
    {report.stopped !== undefined && <StoppedEarly stopped={report.stopped} />}
    <p class="muted" data-testid="summary">
      {report.checked} people compared, {report.subjects.length} edited elsewhere, policy <code>{report.policy}</code>,{' '}
      <Moment at={report.endedAt} />, in {durationText(report.endedAt - report.startedAt)}.
    </p>
    <Drifted subjects={report.subjects} />
    <Foreign foreign={report.foreign} />
  </>
);

const Shown = ({ run, latest }: DriftView): VNode | null => {
  if (run?.state.state === 'running') return null;
  const report = run?.state.state === 'done' ? run.state.report : latest;
  return report === undefined ? (
    <p class="card muted">Twilio was not compared in the last week.</p>
  ) : (
    <Report report={report} />
  );
};

/** GET /admin/drift. */
export function driftPage({ run, latest }: DriftView): string {
  const isRunning = run?.state.state === 'running';
  return renderAdminPage({
    title: 'Drift',
    ...(isRunning && {
      refresh: { seconds: REFRESH_SECONDS, url: `/admin/drift?run=${encodeURIComponent(run.id)}` },
    }),
    children: (
      <>
        <div class="spread">
          <div class="stack">
            <h1>Drift</h1>
            <p class="lead">What was edited in Twilio behind the back of the identity provider.</p>
          </div>
          {!isRunning && <Begin />}
        </div>
        <RunState {...(run !== undefined && { run })} />
        <Shown {...(run !== undefined && { run })} {...(latest !== undefined && { latest })} />
      </>
    ),
  });
}
