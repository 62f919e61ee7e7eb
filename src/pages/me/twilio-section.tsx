import type { ComponentChildren, VNode } from 'preact';
import { printable } from '../../kernel/printable.ts';
import type { ReconcileOutcome } from '../../provisioning/outcome.ts';
import { ChangeBadge } from '../parts/badge.tsx';
import { RoleChip } from '../parts/chips.tsx';
import { Json } from '../parts/json.tsx';
import { Facts, Section } from '../parts/section.tsx';

/** From what it was to what it is; one of them where nothing moved. */
const Move = ({ before, after }: { readonly before?: readonly string[]; readonly after: readonly string[] }): VNode => {
  const moved = before !== undefined && before.join() !== after.join();
  return (
    <span class="move" data-testid="move">
      {moved && (before.length === 0 ? 'none' : before.map((role) => <RoleChip key={role} role={role} />))}
      {moved && (
        <>
          <span class="arrow" aria-hidden="true">
            →
          </span>
          <span class="visually-hidden">became</span>
        </>
      )}
      {after.map((role) => (
        <RoleChip key={role} role={role} />
      ))}
    </span>
  );
};

const rolesOf = ({ attributes }: ReconcileOutcome['worker']): readonly string[] => {
  const { roles } = attributes;
  return Array.isArray(roles) ? roles.map(String) : [];
};

const Sid = ({ sid }: { readonly sid: string }): ComponentChildren => <code class="whole">{sid}</code>;

const WorkerCard = ({ worker }: Pick<ReconcileOutcome, 'worker'>): VNode => (
  <article class="card stack-large" data-testid="worker">
    <div class="card-head">
      <h3>TaskRouter Worker</h3>
      <ChangeBadge change={worker.change} />
    </div>
    <Facts
      facts={[
        ['SID', <Sid sid={worker.sid} />],
        [
          'Roles',
          <Move
            after={rolesOf(worker)}
            {...(worker.previousRoles !== undefined && { before: worker.previousRoles })}
          />,
        ],
      ]}
    />
  </article>
);

const UserCard = ({ user }: Pick<ReconcileOutcome, 'user'>): VNode => (
  <article class="card stack-large" data-testid="user">
    <div class="card-head">
      <h3>Conversation User</h3>
      <ChangeBadge change={user.change} />
    </div>
    <Facts
      facts={[
        ['SID', <Sid sid={user.sid} />],
        ['Identity', <code>{printable(user.identity)}</code>],
        [
          'Service role',
          <Move
            after={[user.serviceRole]}
            {...(user.previousServiceRole !== undefined && { before: [user.previousServiceRole] })}
          />,
        ],
        ['Service role SID', <Sid sid={user.serviceRoleSid} />],
      ]}
    />
  </article>
);

/** What this login wrote to Twilio. */
export const TwilioSection = ({ provisioned }: { readonly provisioned: ReconcileOutcome | undefined }): VNode => (
  <Section
    id="provisioned"
    title="What Flexgate did in Twilio"
    lead="The Worker and the Conversation User of this person, brought up to date by the login."
  >
    {provisioned === undefined ? (
      <p class="card muted" data-testid="not-provisioned">
        Nothing is recorded of this login: Twilio did not answer in time, or the trace is no longer kept. What Twilio
        was last seen to hold counts.
      </p>
    ) : (
      <div class="two two-even">
        <WorkerCard worker={provisioned.worker} />
        <UserCard user={provisioned.user} />
        <details class="card two-whole" open data-testid="worker-attributes">
          <summary>Attributes of the Worker after this login</summary>
          <Json value={provisioned.worker.attributes} />
        </details>
      </div>
    )}
  </Section>
);
