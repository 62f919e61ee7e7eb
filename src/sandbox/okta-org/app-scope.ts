import type { Person } from '../idp/person.ts';
import type { AppRecord } from './app-record.ts';
import type { Scope } from './expression/evaluate.ts';
import type { Value } from './expression/functions.ts';
import type { OrgGroupView } from './org-people.ts';
import { variableName } from './own-app.ts';

/** The base profile of an Okta user, and what this org’s people have beyond (okta.md 2.7). */
const STANDARD = new Set(
  [
    'login email secondEmail firstName lastName middleName honorificPrefix honorificSuffix displayName nickName profileUrl',
    'primaryPhone mobilePhone streetAddress city state zipCode countryCode postalAddress preferredLanguage locale timezone',
    'userType employeeNumber costCenter organization division department title manager managerId',
  ].flatMap((line) => line.split(' ')),
);

const FIXED: ReadonlyMap<string, (person: Person) => string> = new Map<string, (person: Person) => string>([
  ['login', ({ login }) => login],
  ['email', ({ email }) => email],
  ['firstName', ({ firstName }) => firstName],
  ['lastName', ({ lastName }) => lastName],
  ['title', ({ title }) => title],
]);

export interface OrgFacts {
  readonly subdomain: string;
  /** Names of attributes that people have beyond the standard ones. */
  readonly customAttributes: ReadonlySet<string>;
}

function userValue(person: Person, name: string, { customAttributes }: OrgFacts): Value | undefined {
  const fixed = FIXED.get(name);
  if (fixed !== undefined) return fixed(person);
  const values = [...person.attributes].find(([attribute]) => variableName(attribute) === name)?.[1];
  if (values !== undefined) return values.length > 1 ? values : (values[0] ?? null);
  return STANDARD.has(name) || customAttributes.has(name) ? null : undefined;
}

function profileValue(profile: Readonly<Record<string, unknown>>, name: string): Value {
  const value: unknown = Object.hasOwn(profile, name) ? profile[name] : null;
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

export interface Signer {
  readonly person: Person;
  readonly groups: readonly OrgGroupView[];
  /** The app user name: `user.userName` of templates. */
  readonly userName: string;
  readonly profile: Readonly<Record<string, unknown>>;
}

/** What `user.x`, `appuser.x`, `app.x`, `org.x` and `source.x` say for this person in this app. */
export function appScope(app: Pick<AppRecord, 'name' | 'key' | 'schema'>, signer: Signer, facts: OrgFacts): Scope {
  const { person, profile, userName } = signer;
  const org = new Map<string, Value>([
    ['name', facts.subdomain],
    ['subDomain', facts.subdomain],
    ['externalKey', app.key],
  ]);
  const appUser = (name: string): Value | undefined => {
    if (name === 'userName') return userName;
    return app.schema.has(name) ? profileValue(profile, name) : undefined;
  };
  const spaces = new Map<string, (name: string) => Value | undefined>([
    ['user', (name) => (name === 'userName' ? userName : userValue(person, name, facts))],
    ['source', (name) => userValue(person, name, facts)],
    ['appuser', appUser],
    ['app', (name) => (name === 'name' ? app.name : undefined)],
    ['org', (name) => org.get(name)],
  ]);
  return {
    groups: signer.groups,
    valueOf: ([space = '', ...rest]) => {
      // Unified claims write user.profile.x for user.x.
      const [name = '', ...more] = space === 'user' && rest[0] === 'profile' ? rest.slice(1) : rest;
      return more.length > 0 ? undefined : spaces.get(space)?.(name);
    },
  };
}
