import type { ComponentChildren, VNode } from 'preact';
import { Avatar } from './avatar.tsx';
import { RoleChips } from './role-chips.tsx';
import type { PersonView } from './person-view.ts';

/** Where the roles come from, in words that the names of the groups may follow. */
function roleSource({ assignment, roleGroups, groups }: PersonView): string {
  if (assignment === 'individual') return groups.length > 0 ? 'Assigned individually; in' : 'Assigned individually';
  if (roleGroups.length > 0) return 'From groups';
  return groups.length > 0 ? 'From groups, none of which carries roles' : 'From groups, but in none';
}

const Groups = ({ groups }: { readonly groups: readonly string[] }): VNode => (
  <ul class="chips" aria-label="Groups">
    {groups.map((group) => (
      <li key={group} class="chip chip-group">
        {group}
      </li>
    ))}
  </ul>
);

export const RoleSource = ({ person }: { readonly person: PersonView }): VNode => (
  <div class="row">
    <p class="muted small">{roleSource(person)}</p>
    {person.groups.length > 0 && <Groups groups={person.groups} />}
  </div>
);

/** Someone whom the visitor can be. The children are the actions at the foot. */
export const PersonCard = (props: { readonly person: PersonView; readonly children: ComponentChildren }): VNode => {
  const { person } = props;
  return (
    <li class="card person">
      <div class="person-head">
        <Avatar person={person} />
        <div class="person-name">
          <h3>{person.fullName}</h3>
          <p class="muted small">{person.title}</p>
        </div>
      </div>
      <RoleChips roles={person.roles} />
      <RoleSource person={person} />
      <div class="person-foot">{props.children}</div>
    </li>
  );
};
