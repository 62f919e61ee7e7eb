import type { VNode } from 'preact';
import { renderPage } from '../../ui/document.tsx';
import type { PersonView } from '../../ui/person-view.ts';
import { RoleChips } from '../../ui/role-chips.tsx';
import { GROUP_FIELD } from '../group-form.ts';
import { Option, RoleTicks } from './editor-fields.tsx';
import { Frame } from './frame.tsx';
import { assignmentText, type GroupView } from './groups.tsx';

export interface GroupProps {
  readonly group: GroupView;
  readonly people: readonly PersonView[];
  /** Ids of the people in it. */
  readonly members: ReadonlySet<string>;
  /** Everyone, whom nobody joins or leaves. */
  readonly builtIn: boolean;
  readonly appLabel: string;
  readonly saved: boolean;
}

const Assignment = ({ group, appLabel }: Pick<GroupProps, 'group' | 'appLabel'>): VNode => (
  <fieldset>
    <legend>Assignment to {appLabel}</legend>
    <div class="options">
      <Option
        type="radio"
        name={GROUP_FIELD.assigned}
        value="yes"
        label="Assigned"
        hint="It carries the roles ticked below."
        checked={group.priority !== null}
      />
      <Option
        type="radio"
        name={GROUP_FIELD.assigned}
        value="no"
        label="Not assigned"
        hint="It carries nothing. The ticks below do not count."
        checked={group.priority === null}
      />
    </div>
    <label class="field">
      Priority, the lower the stronger (empty: chosen for you)
      <input type="number" name={GROUP_FIELD.priority} value={group.priority ?? ''} min={0} max={100} step={1} />
    </label>
  </fieldset>
);

const Members = ({ people, members }: Pick<GroupProps, 'people' | 'members'>): VNode => (
  <fieldset>
    <legend>People in it</legend>
    <div class="options">
      {people.map(({ id, fullName, assignment }) => (
        <Option
          key={id}
          type="checkbox"
          name={GROUP_FIELD.member}
          value={id}
          label={fullName}
          hint={assignment === 'individual' ? 'assigned individually: groups do not count' : undefined}
          checked={members.has(id)}
        />
      ))}
    </div>
  </fieldset>
);

/** What the assignment comes to for each of them. */
const Outcome = ({ people, members, appLabel }: Pick<GroupProps, 'people' | 'members' | 'appLabel'>): VNode => (
  <section class="card stack-large" aria-labelledby="outcome">
    <h2 id="outcome">What its people get</h2>
    {members.size === 0 && <p class="muted small">Nobody is in it.</p>}
    {people
      .filter(({ id }) => members.has(id))
      .map((person) => (
        <div key={person.id} class="stack">
          <h3>{person.fullName}</h3>
          <RoleChips roles={person.roles} />
          <p class="row small">
            <a href={person.tileUrl}>
              Open {appLabel} as {person.fullName}
            </a>
            <a href={person.editUrl}>Edit roles of {person.fullName}</a>
          </p>
        </div>
      ))}
  </section>
);

/** The editor of one group: its assignment to the app, and who is in it. */
export const renderGroup = ({ group, people, members, builtIn, appLabel, saved }: GroupProps): string =>
  renderPage(
    <Frame title={group.name}>
      {saved && (
        <p class="notice notice-success" role="status">
          Saved. The next login of everyone in {group.name} follows it.
        </p>
      )}
      <section class="card stack">
        <h1>{group.name}</h1>
        <p class="muted">
          {appLabel}: {assignmentText(group)}
        </p>
        <RoleChips roles={group.roles} />
      </section>
      <div class="columns">
        <form class="card stack-large" method="post" action={`/groups/${group.id}`}>
          <Assignment group={group} appLabel={appLabel} />
          <RoleTicks chosen={group.roles} />
          {!builtIn && <Members people={people} members={members} />}
          <div class="actions">
            <button class="button button-primary" type="submit">
              Save
            </button>
            <a class="button" href="/groups">
              All groups
            </a>
          </div>
        </form>
        <Outcome people={people} members={members} appLabel={appLabel} />
      </div>
    </Frame>,
  );
