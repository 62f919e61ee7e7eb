import type { Directory } from '../idp/directory.ts';
import type { Person } from '../idp/person.ts';
import { newId, seededId } from './ids.ts';
import { forbidden, invalid, notFound, type OktaError } from './okta-error.ts';

export const EVERYONE = 'Everyone';

export interface OrgGroupView {
  readonly id: string;
  readonly name: string;
  readonly builtIn: boolean;
}

export type PersonStatus = 'ACTIVE' | 'DEPROVISIONED' | 'SUSPENDED';

/** People and groups under their Okta ids, on top of the directory that the role editor shows. */
export interface OrgPeople {
  groups(): readonly OrgGroupView[];
  /** Throws E0000007. */
  group(id: string): OrgGroupView;
  groupNamed(name: string): OrgGroupView | undefined;
  createGroup(name: string): OrgGroupView;
  removeGroup(id: string): void;
  /** With Everyone. */
  groupsOf(person: Person): readonly OrgGroupView[];
  setMember(groupId: string, userId: string, member: boolean): void;
  idOf(person: Person): string;
  users(): readonly Person[];
  /** By id or login. Throws E0000007. */
  user(idOrLogin: string): Person;
  createUser(profile: Readonly<Record<string, string>>): Person;
  statusOf(person: Person): PersonStatus;
  setStatus(person: Person, status: PersonStatus): void;
  remove(person: Person): void;
}

const FIXED = new Set(['login', 'email', 'firstName', 'lastName', 'title']);

const idOfPerson = ({ id }: Person): string => (id.startsWith('00u') ? id : seededId('00u', id));

function ensureProfile(profile: Readonly<Record<string, string>>): void {
  const missing = ['login', 'email', 'firstName', 'lastName'].filter((name) => (profile[name] ?? '') === '');
  if (missing.length > 0)
    throw invalid(missing.join(), ...missing.map((name) => `${name}: The field cannot be left blank`));
}

const taken = (field: string): OktaError =>
  invalid(field, `${field}: An object with this field already exists in the current organization`);

function ensureOwn({ builtIn }: OrgGroupView): void {
  if (builtIn) throw forbidden('You do not have permission to perform the requested action');
}

type Groups = Pick<OrgPeople, 'groups' | 'group' | 'groupNamed' | 'createGroup' | 'removeGroup' | 'groupsOf'>;

function createGroups(directory: Directory): Groups {
  const ids = new Map<string, string>();
  const viewOf = (name: string): OrgGroupView => {
    const id = ids.get(name) ?? seededId('00g', name);
    return { id, name, builtIn: name === EVERYONE };
  };
  const groups = (): readonly OrgGroupView[] => [EVERYONE, ...directory.groups().map(({ name }) => name)].map(viewOf);
  const groupNamed = (name: string): OrgGroupView | undefined => groups().find((each) => each.name === name);
  const group = (id: string): OrgGroupView => {
    const found = groups().find((each) => each.id === id);
    if (found === undefined) throw notFound(id, 'UserGroup');
    return found;
  };
  return {
    groups,
    group,
    groupNamed,
    createGroup: (name) => {
      if (groupNamed(name) !== undefined) throw taken('name');
      ids.set(name, newId('00g'));
      directory.addGroup(name);
      return viewOf(name);
    },
    removeGroup: (id) => {
      const found = group(id);
      ensureOwn(found);
      directory.removeGroup(found.name);
    },
    groupsOf: (person) => [EVERYONE, ...person.groups].map(viewOf),
  };
}

function createUser(directory: Directory, profile: Readonly<Record<string, string>>): Person {
  ensureProfile(profile);
  const { login = '', email = '', firstName = '', lastName = '', title = '' } = profile;
  if (directory.match(login) !== undefined) throw taken('login');
  const attributes = Object.fromEntries(Object.entries(profile).filter(([name]) => !FIXED.has(name)));
  return directory.add({ id: newId('00u'), login, email, firstName, lastName, title, attributes });
}

export function createOrgPeople(directory: Directory): OrgPeople {
  const statuses = new Map<string, PersonStatus>();
  const groups = createGroups(directory);
  const user = (idOrLogin: string): Person => {
    const found = directory.people().find((each) => idOfPerson(each) === idOrLogin || each.login === idOrLogin);
    if (found === undefined) throw notFound(idOrLogin, 'User');
    return found;
  };
  return {
    ...groups,
    setMember: (id, userId, member) => {
      const group = groups.group(id);
      ensureOwn(group);
      const person = user(userId);
      const others = person.groups.filter((each) => each !== group.name);
      directory.change(person.id, { groups: member ? [...others, group.name] : others });
    },
    idOf: idOfPerson,
    users: () => directory.people(),
    user,
    createUser: (profile) => createUser(directory, profile),
    statusOf: ({ id }) => statuses.get(id) ?? 'ACTIVE',
    setStatus: ({ id }, status) => void statuses.set(id, status),
    remove: ({ id }) => directory.remove(id),
  };
}
