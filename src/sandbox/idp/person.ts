/** Values of one attribute. An empty string becomes an empty element, no value at all an Attribute without values. */
export type AttributeValues = readonly string[];

/** A person of the sandbox org, with the assignment to the one app. */
export interface Person {
  /** Path segment: letters, digits and hyphens. */
  readonly id: string;
  /** The app user name, which becomes the NameID. */
  readonly login: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly title: string;
  /** `appuser.roles` of an individual assignment; null: assigned through groups. */
  readonly roles: readonly string[] | null;
  /** Names of the groups that the person is in. */
  readonly groups: readonly string[];
  /** Profile attributes beyond the fixed ones, by the name under which they are sent. */
  readonly attributes: ReadonlyMap<string, AttributeValues>;
}

/** A group of the org. Its name is what a group statement sends, never its id. */
export interface OrgGroup {
  readonly name: string;
  /** `profile.roles` of the group's assignment to the app; null: the assignment sets no roles. */
  readonly roles: readonly string[] | null;
  /** Of the assignment; the lower number is the stronger. null: not assigned to the app. */
  readonly priority: number | null;
}

export type LooseAttributes =
  | ReadonlyMap<string, AttributeValues>
  | Readonly<Record<string, string | readonly string[] | null>>;

/** A person as a caller writes one down; what is left out follows from the rest. */
export interface PersonDraft {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly login?: string;
  readonly email?: string;
  readonly title?: string;
  readonly roles?: readonly string[] | null;
  readonly groups?: readonly string[];
  readonly attributes?: LooseAttributes;
}

const toValues = (value: string | readonly string[] | null): AttributeValues =>
  typeof value === 'string' ? [value] : (value ?? ['']);

/** Entries, not property reads: `__proto__` is a legal attribute name. */
export const toAttributeMap = (attributes: LooseAttributes): ReadonlyMap<string, AttributeValues> =>
  attributes instanceof Map
    ? attributes
    : new Map(Object.entries(attributes).map(([name, value]) => [name, toValues(value)]));

const WITHOUT_ROLES = { title: '', roles: null, groups: [] } as const;

export function toPerson(draft: PersonDraft): Person {
  if (!/^[A-Za-z0-9-]+$/.test(draft.id)) {
    throw new Error(`A person's id has letters, digits and hyphens only, not ${JSON.stringify(draft.id)}.`);
  }
  const login = draft.login ?? `${draft.id}@corp.example`;
  return { ...WITHOUT_ROLES, email: login, login, ...draft, attributes: toAttributeMap(draft.attributes ?? {}) };
}

/** `user.firstName + " " + user.lastName` */
export const fullName = (person: Pick<Person, 'firstName' | 'lastName'>): string =>
  `${person.firstName} ${person.lastName}`.trim();
