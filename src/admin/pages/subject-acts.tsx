import type { VNode } from 'preact';
import type { SubjectState } from '../../provisioning/subject-ledger.ts';
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

const Access = ({ state: { subject, blocked } }: { readonly state: SubjectState }): VNode => {
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
      <div class="row">
        <button class={`button${blocked === undefined ? ' button-danger' : ' button-primary'}`} type="submit">
          {blocked === undefined ? 'Block' : 'Unblock'}
        </button>
      </div>
    </form>
  );
};

const Deprovision = ({ state: { subject } }: { readonly state: SubjectState }): VNode => (
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
      <Access state={state} />
      <Deprovision state={state} />
      <Compare state={state} />
    </div>
  </Section>
);
