import type { VNode } from 'preact';
import { Avatar } from '../../ui/avatar.tsx';
import { renderPage } from '../../ui/document.tsx';
import { RoleSource } from '../../ui/person-card.tsx';
import type { PersonView } from '../../ui/person-view.ts';
import { RoleChips } from '../../ui/role-chips.tsx';
import { FAULTS } from '../faults.ts';
import type { OrgGroup, Person } from '../person.ts';
import type { SentAttribute } from '../statements.ts';
import { Frame } from './frame.tsx';
import { AttributeFields, GroupFields, NameFields, RoleFields } from './editor-fields.tsx';

export interface EditorProps {
  readonly person: Person;
  readonly view: PersonView;
  readonly groups: readonly OrgGroup[];
  readonly sent: readonly SentAttribute[];
  readonly appLabel: string;
  readonly saved: boolean;
}

const Head = ({ view, appLabel }: Pick<EditorProps, 'view' | 'appLabel'>): VNode => (
  <section class="card profile-head">
    <Avatar person={view} large />
    <div class="stack">
      <h1>{view.fullName}</h1>
      <p class="muted">
        {view.title} · <span class="code">{view.login}</span>
      </p>
      <RoleChips roles={view.roles} />
      <RoleSource person={view} />
    </div>
    <a class="button button-primary" href={view.tileUrl}>
      Open {appLabel} as {view.firstName}
    </a>
  </section>
);

/** An empty value is an element without text, and shown as such: absent is not empty. */
const Preview = ({ sent }: Pick<EditorProps, 'sent'>): VNode => (
  <section class="card stack" aria-labelledby="preview">
    <h2 id="preview">The next assertion</h2>
    <p class="muted small">Attributes as they are asserted at the next login.</p>
    <table class="facts">
      <tbody>
        {sent.map(({ name, values }) => (
          <tr key={name}>
            <th scope="row" class="code">
              {name}
            </th>
            <td>{values.map((value) => (value === '' ? <span class="muted">empty</span> : <span>{value}</span>))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const FaultLinks = ({ view, appLabel }: Pick<EditorProps, 'view' | 'appLabel'>): VNode => (
  <section class="card stack" aria-labelledby="faults">
    <h2 id="faults">Send a faulty response</h2>
    <p class="muted small">Each opens {appLabel} with a response that is wrong in one way. See how it is judged.</p>
    <ul class="links">
      {FAULTS.map(({ name, label }) => (
        <li key={name}>
          <a href={`${view.tileUrl}?fault=${name}`}>{label}</a>
        </li>
      ))}
    </ul>
  </section>
);

/** The profile editor of one person. */
export const renderEditor = (props: EditorProps): string => {
  const { person, view, groups, sent, appLabel, saved } = props;
  return renderPage(
    <Frame title={view.fullName}>
      {saved && (
        <p class="notice notice-success" role="status">
          Saved. The next login of {view.fullName} asserts it.
        </p>
      )}
      <Head view={view} appLabel={appLabel} />
      <div class="columns">
        <form class="card stack-large" method="post" action={`/people/${person.id}`}>
          <RoleFields person={person} />
          <GroupFields person={person} groups={groups} />
          <NameFields person={person} />
          <AttributeFields attributes={person.attributes} />
          <div class="actions">
            <button class="button button-primary" type="submit">
              Save
            </button>
            <button class="button" type="submit" formaction={`/people/${person.id}/reset`} formnovalidate>
              Reset to the start
            </button>
          </div>
        </form>
        <div class="stack-large">
          <Preview sent={sent} />
          <FaultLinks view={view} appLabel={appLabel} />
        </div>
      </div>
    </Frame>,
  );
};
