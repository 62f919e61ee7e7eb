import type { VNode } from 'preact';
import { renderPage } from '../../ui/document.tsx';
import { RoleChips } from '../../ui/role-chips.tsx';
import { GROUP_FIELD } from '../group-form.ts';
import { Option, TextField } from './editor-fields.tsx';
import { Frame } from './frame.tsx';

/** A group of the org and its assignment to the app. */
export interface GroupView {
  /** `00g…` */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** null: not assigned to the app. */
  readonly priority: number | null;
  /** How many people are in it. */
  readonly size: number;
}

export interface GroupsProps {
  /** The strongest first. */
  readonly groups: readonly GroupView[];
  /** Whether roles of several groups add up; undefined: the profile of the app has no attribute for roles. */
  readonly combines: boolean | undefined;
  readonly appLabel: string;
  readonly saved: boolean;
}

const people = (size: number): string => `${size} ${size === 1 ? 'person' : 'people'}`;

export const assignmentText = ({ priority }: Pick<GroupView, 'priority'>): string =>
  priority === null ? 'not assigned' : `assigned with priority ${priority}`;

const GroupCard = ({ group, appLabel }: { readonly group: GroupView; readonly appLabel: string }): VNode => (
  <li class="card person">
    <div class="stack">
      <h3>{group.name}</h3>
      <p class="muted small">
        {people(group.size)}; {assignmentText(group)}
      </p>
    </div>
    <RoleChips roles={group.roles} />
    <div class="person-foot">
      <a class="button" href={`/groups/${group.id}`} aria-label={`Edit ${group.name} and its roles in ${appLabel}`}>
        Edit
      </a>
    </div>
  </li>
);

/** The switch of Okta's profile editor for the attribute. */
const CombineForm = ({ combines }: { readonly combines: boolean }): VNode => (
  <form class="card stack" method="post" action="/groups/combine">
    <fieldset>
      <legend>Somebody in several groups gets</legend>
      <div class="options">
        <Option
          type="radio"
          name={GROUP_FIELD.combine}
          value="yes"
          label="The roles of all of them"
          hint="“Combine values across groups”"
          checked={combines}
        />
        <Option
          type="radio"
          name={GROUP_FIELD.combine}
          value="no"
          label="The roles of the strongest"
          hint="“Use group priority”: the lowest number that has roles"
          checked={!combines}
        />
      </div>
    </fieldset>
    <div class="row">
      <button class="button" type="submit">
        Save
      </button>
    </div>
  </form>
);

const NewGroup = (): VNode => (
  <form class="card stack narrow" method="post" action="/groups">
    <TextField label="Name of a new group" name={GROUP_FIELD.name} value="" />
    <div class="row">
      <button class="button" type="submit">
        Add group
      </button>
    </div>
  </form>
);

/** The groups of the org, and what each carries into the app. */
export const renderGroups = ({ groups, combines, appLabel, saved }: GroupsProps): string =>
  renderPage(
    <Frame title="Groups">
      <div class="intro">
        <h1>Groups and their roles</h1>
        <p>
          A group that is assigned to {appLabel} gives its roles to everyone in it who has no assignment of their own,
          as Okta’s <i>Assignments &gt; Groups</i> does.
        </p>
      </div>
      {saved && (
        <p class="notice notice-success" role="status">
          Saved. The next logins follow it.
        </p>
      )}
      {combines === undefined ? (
        <p class="notice notice-danger">The profile of {appLabel} has no attribute “roles”: groups cannot carry any.</p>
      ) : (
        <CombineForm combines={combines} />
      )}
      <ul class="grid">
        {groups.map((group) => (
          <GroupCard key={group.id} group={group} appLabel={appLabel} />
        ))}
      </ul>
      <NewGroup />
    </Frame>,
  );
