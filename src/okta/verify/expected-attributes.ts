import type { Attributes } from '../../roles/attributes.ts';
import { ROLES_PROPERTY } from '../roles-property.ts';
import type { AttributeStatement, SamlApp } from '../wire.ts';
import { sendsGroup } from './group-filter.ts';
import type { ObservedUser } from './observe-app.ts';

/** What the app would send for a person. */
export interface ExpectedLogin {
  readonly username: string | undefined;
  readonly attributes: Attributes;
  /** Attributes whose value only Okta can compute. */
  readonly unknown: readonly string[];
}

type Profile = Readonly<Record<string, unknown>>;

const REFERENCE = /^(user|appuser)\.(?:profile\.)?(\w+)$/;
const TEXT = /^(?:"([^"]*)"|'([^']*)')$/;

/** A single value that is missing is sent as an empty one (okta.md 1.3): for the gateway that is not the same as absent. */
function valuesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [''];
}

const propertyOf = (profile: Profile, name: string): unknown => new Map(Object.entries(profile)).get(name);

/** A list: where it is missing nothing is sent, or one empty value. Either way there are no roles. */
const isMissingList = (scope: string, name: string, value: unknown): boolean =>
  scope === 'appuser' && name === ROLES_PROPERTY && (value === undefined || value === null);

const profileOf = (scope: string, { user, profile }: ObservedUser): Profile =>
  scope === 'user' ? profile : (user.profile ?? {});

/** undefined: no reference and no text, so only Okta knows. */
function term(text: string, person: ObservedUser): readonly string[] | undefined {
  const literal = TEXT.exec(text);
  if (literal !== null) return [literal[1] ?? literal[2] ?? ''];
  const [, scope, name] = REFERENCE.exec(text) ?? [];
  if (scope === undefined || name === undefined) return undefined;
  const value = propertyOf(profileOf(scope, person), name);
  return isMissingList(scope, name, value) ? [] : valuesOf(value);
}

/** Okta's expressions, as far as they only name values and join them: `user.firstName + " " + user.lastName`. */
function expression(text: string, person: ObservedUser): readonly string[] | undefined {
  const bare = text.trim().replace(/^\$\{(.*)\}$/, '$1');
  const terms = (bare.match(/"[^"]*"|'[^']*'|[^+]+/g) ?? []).map((part) => part.trim()).filter((part) => part !== '');
  const values = terms.map((part) => term(part, person));
  if (values.length === 0 || values.includes(undefined)) return undefined;
  const known = values.map((each) => each ?? []);
  return known.length === 1 ? known[0] : [known.map((each) => each.join(',')).join('')];
}

function statementValues(statement: AttributeStatement, person: ObservedUser): readonly string[] | undefined {
  if (statement.type !== 'GROUP') return expression((statement.values ?? []).join(' '), person);
  const sent = person.groups.map(({ name }) => ({ name, is: sendsGroup(statement, name) }));
  return sent.some(({ is }) => is === undefined) ? undefined : sent.filter(({ is }) => is).map(({ name }) => name);
}

function usernameOf({ settings }: SamlApp, person: ObservedUser): string | undefined {
  const template = settings.signOn.subjectNameIdTemplate ?? '';
  if (template === '${user.userName}') return person.user.credentials?.userName ?? undefined;
  return expression(template, person)?.[0];
}

/** As Okta sends it: a list without a value is left out, a single value that is missing is there and empty. */
export function expectedLogin(app: SamlApp, sent: readonly AttributeStatement[], person: ObservedUser): ExpectedLogin {
  const found = sent.map((statement) => ({ name: statement.name, values: statementValues(statement, person) }));
  const known = found.flatMap(({ name, values }) =>
    values === undefined || values.length === 0 ? [] : ([[name, values]] as const),
  );
  return {
    username: usernameOf(app, person),
    attributes: new Map(known),
    unknown: found.filter(({ values }) => values === undefined).map(({ name }) => name),
  };
}
