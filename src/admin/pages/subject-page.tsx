import type { ComponentChildren, VNode } from 'preact';
import type { AuditRecord } from '../../audit/audit-record.ts';
import { initialsOf } from '../../kernel/initials.ts';
import { printable } from '../../kernel/printable.ts';
import type { DeprovisionReport } from '../../leavers/deprovision-report.ts';
import type { SubjectState } from '../../provisioning/subject-ledger.ts';
import { Badge } from '../../pages/parts/badge.tsx';
import { RoleChips } from '../../pages/parts/chips.tsx';
import { PersonName } from '../../pages/parts/person-name.tsx';
import { RolesSection } from '../../pages/me/roles-section.tsx';
import { Facts, Section } from '../../pages/parts/section.tsx';
import { Moment } from '../../pages/parts/time.tsx';
import { effectiveRoles, roleNames } from '../../sessions/effective.ts';
import type { SubjectDrift } from '../../drift/drift-report.ts';
import { renderAdminPage } from './admin-layout.tsx';
import { AuditTable } from './audit-table.tsx';
import { DeprovisionResult } from './deprovision-result.tsx';
import { DriftResult } from './drift-findings.tsx';
import { TraceLink } from './links.tsx';
import { SubjectActs } from './subject-acts.tsx';

export interface SubjectView {
  readonly state: SubjectState;
  readonly sessions: readonly { readonly trace: string; readonly createdAt: number; readonly expiresAt: number }[];
  /** Newest first. */
  readonly records: readonly AuditRecord[];
  /** Of what was just done. */
  readonly report?: DeprovisionReport;
  /** Of a comparison that was just made; `undefined` in it: nothing is other than it should be. */
  readonly compared?: { readonly drift: SubjectDrift | undefined };
}

const Standing = ({ state }: Pick<SubjectView, 'state'>): VNode => {
  const effective = effectiveRoles(state);
  if (state.blocked !== undefined) return <Badge tone="bad">blocked</Badge>;
  if (effective === undefined) return <Badge tone="warn">not in Flex</Badge>;
  return effective.pending === undefined ? (
    <Badge tone="good">in step</Badge>
  ) : (
    <Badge tone="warn">{effective.pending} waits for Twilio</Badge>
  );
};

const Identity = ({ state }: Pick<SubjectView, 'state'>): VNode => {
  const { subject, desired } = state;
  const effective = effectiveRoles(state);
  const fullName = desired?.assignment.fullName ?? subject.username;
  return (
    <section class="card person" aria-label="Person" data-testid="person">
      <span class="avatar" aria-hidden="true">
        {initialsOf(fullName)}
      </span>
      <div class="stack">
        <div>
          <h1>
            <PersonName name={fullName} />
          </h1>
          <p class="muted">
            <bdi>{printable(subject.username)}</bdi>
          </p>
        </div>
        {effective === undefined ? (
          <p class="muted">May not act in Flex at this moment.</p>
        ) : (
          <RoleChips roles={roleNames(effective)} label="Effective roles" />
        )}
      </div>
      <Standing state={state} />
    </section>
  );
};

const Blocked = ({ state: { blocked } }: Pick<SubjectView, 'state'>): VNode | null =>
  blocked === undefined ? null : (
    <section class="notice notice-bad" data-testid="blocked">
      <h2>Blocked</h2>
      <p>
        By <bdi>{printable(blocked.by)}</bdi>, <Moment at={blocked.at} />: {printable(blocked.reason)}
      </p>
    </section>
  );

/** Only a block makes a person known of whom no login decided anything. */
const NeverSeen = ({ state: { desired, subject } }: Pick<SubjectView, 'state'>): VNode | null =>
  desired !== undefined ? null : (
    <section class="notice notice-warn" data-testid="never-seen">
      <h2>Nobody has ever logged in by this name</h2>
      <p>
        Is “<bdi>{printable(subject.username)}</bdi>” spelt as the identity provider sends it (NameID)? If not, unblock
        it and look for the right one among the <a href="/admin/subjects">people</a>.
      </p>
    </section>
  );

const Sid = ({ children }: { readonly children: ComponentChildren }): VNode => <code class="whole">{children}</code>;

const Decided = ({ state: { desired, subject } }: Pick<SubjectView, 'state'>): VNode => (
  <article class="card stack-large" data-testid="desired">
    <h3>Decided</h3>
    {desired === undefined ? (
      <p class="muted">No login has decided anything yet.</p>
    ) : (
      <Facts
        facts={[
          ['Roles', <RoleChips roles={desired.assignment.roles} label="Decided roles" />],
          ['E-mail', <bdi>{printable(desired.assignment.email)}</bdi>],
          ['Full name', <PersonName name={desired.assignment.fullName} />],
          ['Identity', <code>{printable(subject.identity)}</code>],
          ['Namespace', printable(subject.namespace)],
          ['Issued', <Moment at={desired.fence.issuedAt} />],
        ]}
      />
    )}
  </article>
);

const Held = ({ state: { confirmed } }: Pick<SubjectView, 'state'>): VNode => (
  <article class="card stack-large" data-testid="confirmed">
    <h3>Held by Twilio, as last seen</h3>
    {confirmed === undefined ? (
      <p class="muted">Nothing: the person was never provisioned, or was deprovisioned.</p>
    ) : (
      <Facts
        facts={[
          ['Roles', <RoleChips roles={[confirmed.flexRole, ...confirmed.insightsRoles]} label="Confirmed roles" />],
          ['Service role', printable(confirmed.serviceRole.name)],
          ['Worker', <Sid>{confirmed.workerSid}</Sid>],
          ['Conversation User', <Sid>{confirmed.userSid}</Sid>],
          ['Seen', <Moment at={confirmed.at} />],
        ]}
      />
    )}
  </article>
);

const Sessions = ({ sessions }: Pick<SubjectView, 'sessions'>): VNode => (
  <Section id="sessions" title="Live sessions">
    {sessions.length === 0 ? (
      <p class="card muted">There is none.</p>
    ) : (
      <div class="table-frame">
        <table class="stacked dense">
          <thead>
            <tr>
              <th scope="col">Began</th>
              <th scope="col">Ends at the latest</th>
              <th scope="col">Trace of the login</th>
            </tr>
          </thead>
          <tbody>
            {sessions.map(({ trace, createdAt, expiresAt }, index) => (
              <tr key={index}>
                <td>
                  <Moment at={createdAt} />
                </td>
                <td>
                  <Moment at={expiresAt} />
                </td>
                <td>
                  <TraceLink id={trace} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </Section>
);

/** GET /admin/subjects/{username}, and what its forms answer. */
export const subjectPage = ({ state, sessions, records, report, compared }: SubjectView): string =>
  renderAdminPage({
    title: state.subject.username,
    children: (
      <>
        {report !== undefined && <DeprovisionResult report={report} />}
        {compared !== undefined && <DriftResult drift={compared.drift} />}
        <Identity state={state} />
        <NeverSeen state={state} />
        <Blocked state={state} />
        <div class="two two-even">
          <Decided state={state} />
          <Held state={state} />
        </div>
        <SubjectActs state={state} />
        {state.desired !== undefined && <RolesSection roles={state.desired.assignment.explanation.roles} />}
        <Sessions sessions={sessions} />
        {records.length > 0 && (
          <Section id="history" title="In the audit" lead="What the newest records say of this person.">
            <AuditTable records={records} />
          </Section>
        )}
      </>
    ),
  });
