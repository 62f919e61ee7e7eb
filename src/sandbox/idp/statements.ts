import type { AttributeValues, OrgGroup, Person } from './person.ts';
import { fullName } from './person.ts';
import { assignedRoles } from './assigned-roles.ts';

export interface SentAttribute {
  readonly name: string;
  readonly values: AttributeValues;
  /** Default: unspecified. */
  readonly nameFormat?: string;
}

/** Profile attributes with a statement in the app: sent for everyone, as an empty element where a person has none. */
const PROFILE_STATEMENTS = [
  'department',
  'team_name',
  'location',
  'image_url',
  'skill_level.int',
  'channel.voice.capacity',
];
const EMPTY: AttributeValues = [''];

/** An array without elements and a group statement without matches are left out. */
const array = (name: string, values: readonly string[] | null): SentAttribute[] =>
  values === null || values.length === 0 ? [] : [{ name, values }];

/**
 * The attribute statements of the app, evaluated for one person at sign-on: `user.email`, first and
 * last name, `appuser.roles`, the names of all groups, the profile attributes of the app, then the person's own ones.
 */
export function attributeStatements(person: Person, groups: readonly OrgGroup[]): readonly SentAttribute[] {
  const own = [...person.attributes].filter(([name]) => !PROFILE_STATEMENTS.includes(name));
  return [
    { name: 'email', values: [person.email] },
    { name: 'full_name', values: [fullName(person)] },
    ...array('roles', assignedRoles(person, groups).values),
    ...array('groups', person.groups),
    ...PROFILE_STATEMENTS.map((name) => ({ name, values: person.attributes.get(name) ?? EMPTY })),
    ...own.map(([name, values]) => ({ name, values })),
  ];
}
