import type { VNode } from 'preact';
import { Avatar } from '../../ui/avatar.tsx';
import { renderPage } from '../../ui/document.tsx';
import type { PersonView } from '../../ui/person-view.ts';
import { RoleMarks } from '../../ui/role-chips.tsx';
import { FAULTS } from '../faults.ts';
import { Frame } from './frame.tsx';

export interface SignInProps {
  readonly people: readonly PersonView[];
  readonly appLabel: string;
  readonly action: string;
  readonly method: 'get' | 'post';
  /** What arrived, to be sent again with the choice: the page keeps no state. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly notes: readonly string[];
}

const Choice = ({ person }: { readonly person: PersonView }): VNode => (
  <button class="choice" type="submit" name="person" value={person.id}>
    <Avatar person={person} />
    <span class="choice-text">
      <b>{person.fullName}</b>
      <span class="muted small">{person.login}</span>
      <RoleMarks roles={person.roles} />
    </span>
  </button>
);

const FaultChoice = (): VNode => (
  <label class="field narrow">
    Response to send
    <select name="fault">
      <option value="">A correct one</option>
      {FAULTS.map((fault) => (
        <option key={fault.name} value={fault.name}>
          Faulty: {fault.label}
        </option>
      ))}
    </select>
  </label>
);

/** Stands where Okta would ask for a password: the visitor says who to be. */
export const renderSignIn = (props: SignInProps): string =>
  renderPage(
    <Frame title="Sign in">
      <div class="intro">
        <h1>Sign in to {props.appLabel} as…</h1>
        <p>{props.appLabel} asked for a login. Choose a person; there is no password.</p>
      </div>
      {props.notes.map((note) => (
        <p key={note} class="notice">
          {note}
        </p>
      ))}
      <form class="card stack-large" method={props.method} action={props.action}>
        {props.fields.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <div class="choices">
          {props.people.map((person) => (
            <Choice key={person.id} person={person} />
          ))}
        </div>
        <FaultChoice />
      </form>
    </Frame>,
  );
