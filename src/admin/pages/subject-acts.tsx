import type { VNode } from 'preact';
import type { SubjectState } from '../../provisioning/subject-ledger.ts';
import type { Subject } from '../../provisioning/subject.ts';
import { Section } from '../../pages/parts/section.tsx';
import { subjectHref } from './links.tsx';

const Reason = ({ label }: { readonly label: string }): VNode => (
  <label class="field">
    {label}
    <input
      class="input"
      type="text"
      name="reason"
      required
      maxLength={500}
      placeholder="left the company, ticket 4711…"
    />
    <span class="field-hint">Stands in the audit.</span>
  </label>
);

/** Whose person it is: asked only where several namespaces are possible, as for one who never logged in. */
const Namespace = ({ namespaces }: { readonly namespaces: readonly string[] }): VNode | null =>
  namespaces.length < 2 ? null : (
    <label class="field">
      Namespace
      <select class="input" name="namespace" required>
        {namespaces.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <span class="field-hint">The connections that this person will log in through.</span>
    </label>
  );

export interface StrangerActs {
  readonly username: string;
  /** Of all connections. */
  readonly namespaces: readonly string[];
}

interface Actable {
  readonly subject: Pick<Subject, 'username'>;
  readonly blocked?: SubjectState['blocked'];
  /** To choose from; empty where it is known. */
  readonly namespaces: readonly string[];
}

const Access = ({ subject, blocked, namespaces }: Actable): VNode => {
  const act = blocked === undefined ? 'block' : 'unblock';
  return (
    <form class="card stack-large" method="post" action={`${subjectHref(subject.username)}/${act}`} data-testid={act}>
      <div class="stack">
        <h3>{blocked === undefined ? 'Block' : 'Unblock'}</h3>
        <p class="muted small">
          {blocked === undefined
            ? 'Ends all sessions now and lets nobody in under this name. Twilio stays as it is.'
            : 'The next login is let in again. Sessions do not come back.'}
        </p>
      </div>
      <Reason label="Reason" />
      <Namespace namespaces={namespaces} />
      <div class="row">
        <button class={`button${blocked === undefined ? ' button-danger' : ' button-primary'}`} type="submit">
          {blocked === undefined ? 'Block' : 'Unblock'}
        </button>
      </div>
    </form>
  );
};

const Deprovision = ({ subject, namespaces }: Actable): VNode => (
  <form
    class="card stack-large"
    method="post"
    action={`${subjectHref(subject.username)}/deprovision`}
    data-testid="deprovision"
  >
    <div class="stack">
      <h3>Deprovision</h3>
      <p class="muted small">
        Blocks, ends sessions, sets the worker offline and deletes it. Run it again until every step is done.
      </p>
    </div>
    <Reason label="Reason" />
    <label class="check">
      <input type="checkbox" name="delete_user" value="true" />
      <span>Also delete the Conversation User, when the worker is gone</span>
    </label>
    <Namespace namespaces={namespaces} />
    <div class="row">
      <button class="button" type="submit" name="dry_run" value="true">
        Dry run
      </button>
      <button class="button button-danger" type="submit">
        Deprovision
      </button>
    </div>
  </form>
);

const Compare = ({ state: { subject } }: { readonly state: SubjectState }): VNode => (
  <form
    class="card stack-large"
    method="post"
    action={`${subjectHref(subject.username)}/reconcile`}
    data-testid="reconcile"
  >
    <div class="stack">
      <h3>Compare with Twilio</h3>
      <p class="muted small">Looks for edits that were made elsewhere. A repair writes what was decided.</p>
    </div>
    <div class="row">
      <button class="button" type="submit" name="policy" value="report">
        Compare
      </button>
      <button class="button button-primary" type="submit" name="policy" value="repair">
        Compare and repair
      </button>
    </div>
  </form>
);

/** What an operator can do about one person. */
export const SubjectActs = ({ state }: { readonly state: SubjectState }): VNode => (
  <Section id="acts" title="What you can do">
    <div class="acts">
      <Access subject={state.subject} blocked={state.blocked} namespaces={[]} />
      <Deprovision subject={state.subject} namespaces={[]} />
      <Compare state={state} />
    </div>
  </Section>
);

/** The same about one who has not come yet: there is nothing to compare. */
export const ActsBeforeTheFirstLogin = ({ username, namespaces }: StrangerActs): VNode => (
  <Section id="acts" title="What you can do">
    <div class="acts">
      <Access subject={{ username }} namespaces={namespaces} />
      <Deprovision subject={{ username }} namespaces={namespaces} />
    </div>
  </Section>
);
