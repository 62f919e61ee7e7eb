import type { FieldChange, SetupNote } from './setup-plan.ts';
import type { WantedSetup } from './wanted-setup.ts';
import type { AttributeStatement } from './wire.ts';

export const NAME_FORMAT = {
  unspecified: 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified',
} as const;

/** The value of the app's own profile; `user.roles` would be the Okta profile, a frequent slip (okta.md 1.3). */
export const ROLES_EXPRESSION = 'appuser.roles';

const expression = (name: string, value: string): AttributeStatement => ({
  type: 'EXPRESSION',
  name,
  namespace: NAME_FORMAT.unspecified,
  values: [value],
});

export function wantedStatements({ attributes, groupFilter }: WantedSetup): readonly AttributeStatement[] {
  return [
    expression('email', 'user.email'),
    expression('full_name', 'user.firstName + " " + user.lastName'),
    expression('roles', ROLES_EXPRESSION),
    ...attributes.map(({ name, expression: value }) => expression(name, value)),
    {
      type: 'GROUP',
      name: 'groups',
      namespace: NAME_FORMAT.unspecified,
      filterType: 'STARTS_WITH',
      filterValue: groupFilter.startsWith,
    },
  ];
}

/** As people read a statement. */
export function statementText({ type, values, filterType, filterValue }: AttributeStatement): string {
  if (type === 'GROUP') return `groups ${(filterType ?? '?').toLowerCase().replace('_', ' ')} “${filterValue ?? ''}”`;
  return (values ?? []).join(', ') || 'nothing';
}

const withoutSpaces = (text: string): string => text.replaceAll(/\s+/g, '').replaceAll("'", '"');
const sameValue = (a: AttributeStatement, b: AttributeStatement): boolean =>
  a.type === b.type && withoutSpaces(statementText(a)) === withoutSpaces(statementText(b));

/** Group statements and expressions over `appuser.roles` can work; `user.roles` and constants were not meant. */
const givesRoles = ({ type, values }: AttributeStatement): boolean =>
  type === 'GROUP' || (values ?? []).some((value) => /\bappuser\.|roup/.test(value));

/** Whether the wanted statement takes the place of one of that name. */
function replaces(wanted: AttributeStatement, found: AttributeStatement, setup: WantedSetup): boolean {
  if (wanted.name === 'roles') return !givesRoles(found);
  if (wanted.name === 'groups') return setup.groupFilter.chosen;
  return setup.attributes.some(({ name }) => name === wanted.name);
}

interface Merged {
  readonly statements: readonly AttributeStatement[];
  readonly fields: readonly FieldChange[];
  readonly notes: readonly SetupNote[];
}

const field = (name: string): string => `Attribute Statements > ${name}`;
const OURS = new Set(['email', 'full_name', 'roles']);

function mergeOne(statements: readonly AttributeStatement[], wanted: AttributeStatement, setup: WantedSetup): Merged {
  const { name } = wanted;
  const found = statements.find((statement) => statement.name === name);
  const put = (statement: AttributeStatement): readonly AttributeStatement[] =>
    statements.map((each) => (each === found ? statement : each));
  const change = (from: string | undefined, to: string): readonly FieldChange[] => [{ field: field(name), from, to }];
  if (found === undefined) {
    return { statements: [...statements, wanted], fields: change(undefined, statementText(wanted)), notes: [] };
  }
  if (sameValue(found, wanted)) {
    const format = found.namespace ?? NAME_FORMAT.unspecified;
    if (format === NAME_FORMAT.unspecified || !OURS.has(name)) return { statements, fields: [], notes: [] };
    const fields = [{ field: `${field(name)} > Name format`, from: format, to: NAME_FORMAT.unspecified }];
    return { statements: put({ ...found, namespace: NAME_FORMAT.unspecified }), fields, notes: [] };
  }
  if (replaces(wanted, found, setup)) {
    return { statements: put(wanted), fields: change(statementText(found), statementText(wanted)), notes: [] };
  }
  const text = `${name} stays ${statementText(found)}; setup would have written ${statementText(wanted)}`;
  return { statements, fields: [], notes: [{ severity: 'kept', text }] };
}

/** Adds what is missing and mends what cannot work; everything else in the list stays, in its place. */
export function mergeStatements(existing: readonly AttributeStatement[], setup: WantedSetup): Merged {
  let merged: Merged = { statements: existing, fields: [], notes: [] };
  for (const wanted of wantedStatements(setup)) {
    const next = mergeOne(merged.statements, wanted, setup);
    merged = {
      statements: next.statements,
      fields: [...merged.fields, ...next.fields],
      notes: [...merged.notes, ...next.notes],
    };
  }
  return merged;
}
