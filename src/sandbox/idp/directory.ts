import {
  toAttributeMap,
  toPerson,
  type LooseAttributes,
  type OrgGroup,
  type Person,
  type PersonDraft,
} from './person.ts';

/** What may be changed about a person; what is left out stays. */
export interface PersonChange {
  readonly login?: string | undefined;
  readonly email?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly title?: string | undefined;
  /** null: assigned through groups from now on. */
  readonly roles?: readonly string[] | null | undefined;
  /** A name that the org does not have yet becomes a group without roles. */
  readonly groups?: readonly string[] | undefined;
  /** Replaces all of them. */
  readonly attributes?: LooseAttributes | undefined;
}

/** The people and groups of the sandbox org, in memory. */
export interface Directory {
  people(): readonly Person[];
  groups(): readonly OrgGroup[];
  find(id: string): Person | undefined;
  /** By id, login or e-mail, without regard to case: `login_hint`. */
  match(hint: string): Person | undefined;
  /** undefined: nobody has this id. */
  change(id: string, change: PersonChange): Person | undefined;
  /** Throws where the id is taken or not usable. */
  add(draft: PersonDraft): Person;
  remove(id: string): void;
  /** A group without roles. */
  addGroup(name: string): void;
  /** Sets the assignment of a group that there is. */
  assignGroup(group: OrgGroup): void;
  /** Also from everyone who is in it. */
  removeGroup(name: string): void;
  /** As at the start. */
  reset(id: string): Person | undefined;
}

/** A field that is undefined was not sent: it must not wipe what is there. */
const changed = (person: Person, { attributes, ...fields }: PersonChange): Person => ({
  ...person,
  ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  ...(attributes !== undefined && { attributes: toAttributeMap(attributes) }),
});

const matches = (person: Person, hint: string): boolean =>
  [person.id, person.login, person.email].some((name) => name.toLowerCase() === hint.toLowerCase());

export function createDirectory(drafts: readonly PersonDraft[], seedGroups: readonly OrgGroup[]): Directory {
  const initial = new Map(drafts.map((draft) => [draft.id, toPerson(draft)]));
  const people = new Map(initial);
  const groups = new Map(seedGroups.map((group) => [group.name, group]));

  const keep = (person: Person): Person => {
    for (const name of person.groups) if (!groups.has(name)) groups.set(name, { name, roles: null, priority: null });
    people.set(person.id, person);
    return person;
  };
  for (const person of initial.values()) keep(person);

  return {
    people: () => [...people.values()],
    groups: () => [...groups.values()],
    find: (id) => people.get(id),
    match: (hint) => [...people.values()].find((person) => matches(person, hint)),
    change: (id, change) => {
      const person = people.get(id);
      return person && keep(changed(person, change));
    },
    add: (draft) => {
      if (people.has(draft.id)) throw new Error(`There is somebody with id ${draft.id} already.`);
      return keep(toPerson(draft));
    },
    remove: (id) => void people.delete(id),
    addGroup: (name) => void groups.set(name, { name, roles: null, priority: null }),
    assignGroup: (group) => void groups.set(group.name, group),
    removeGroup: (name) => {
      groups.delete(name);
      for (const person of people.values()) {
        people.set(person.id, { ...person, groups: person.groups.filter((each) => each !== name) });
      }
    },
    reset: (id) => {
      const person = initial.get(id);
      return person && keep(person);
    },
  };
}
