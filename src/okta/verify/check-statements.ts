import { quoted } from '../../kernel/printable.ts';
import type { AttributeSources, Condition } from '../../roles/policy.ts';
import { NAME_FORMAT, statementText } from '../statements.ts';
import type { AttributeStatement } from '../wire.ts';
import { fail, ok, warn } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import type { CheckedGateway } from './checked-gateway.ts';
import type { ObservedApp } from './observe-app.ts';
import { screensOf } from './screens.ts';

/** Everything that the app sends: its statements, and its unified claims, which have no name format. */
export const sentBy = ({ app, claims }: Pick<ObservedApp, 'app' | 'claims'>): readonly AttributeStatement[] => [
  ...(app.settings.signOn.attributeStatements ?? []),
  ...claims.map(({ name, expression }) => ({ type: 'EXPRESSION', name, values: [expression ?? ''] })),
];

const WANTED = [
  { source: 'email', usual: 'email', value: 'user.email' },
  { source: 'fullName', usual: 'full_name', value: 'user.firstName + " " + user.lastName' },
  { source: 'roles', usual: 'roles', value: 'appuser.roles' },
] as const;

/** The alternative whose names are all sent. */
const sentAlternative = (sources: AttributeSources, names: readonly string[]): readonly string[] | undefined =>
  sources.find((alternative) => alternative.every((name) => names.includes(name)));

const bare = (name: string): string =>
  (name.split(/[/:]/).at(-1) ?? name)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replace(/s$/, '');

/** `Roles`, `role` or `https://acme.com/roles` where `roles` is wanted. */
function nearMiss(wanted: readonly string[], names: readonly string[]): string | undefined {
  return names.find((name) => wanted.some((each) => each !== name && bare(each) === bare(name)));
}

const isCase = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function missingMessage(usual: string, near: string | undefined): string {
  if (near === undefined) return `The app sends no attribute “${usual}”.`;
  const why = isCase(near, usual) ? 'only upper and lower case differ, and they count' : 'names are compared whole';
  return `The app sends “${near}” where “${usual}” is expected: ${why}.`;
}

function nameResult(
  { source, usual, value }: (typeof WANTED)[number],
  names: readonly string[],
  { gateway, label }: { gateway: CheckedGateway; label: string },
): CheckResult {
  const { name: connection, policy } = gateway.connection;
  const sources = policy.attributes[source];
  const sent = sentAlternative(sources, names);
  if (sent !== undefined) return ok(`okta.attribute.${usual}`, `${sent.join(' + ')} is sent.`);
  const near = nearMiss(sources.flat(), names);
  // Rules over groups may decide alone.
  const needed = source !== 'roles' || policy.rules.length === 0;
  const [first = [usual]] = sources;
  return (needed ? fail : warn)(`okta.attribute.${usual}`, {
    message: `${missingMessage(first.join(' + '), near)} Name it ${quoted(first)} with the value ${value} (or name it in connections.${connection}.attributes.${source}).`,
    field: `Attribute Statements > ${first.join(' + ')}`,
    found: near ?? (names.join(', ') || 'no attribute at all'),
    expected: first.join(' + '),
    where: screensOf(label).statements,
  });
}

const isOurs = (name: string, { connection }: CheckedGateway): boolean =>
  WANTED.some(({ source }) => connection.policy.attributes[source].flat().includes(name));

/** The gateway goes by the name alone; Flex's own SSO documents `Unspecified`. */
function formatResults(
  sent: readonly AttributeStatement[],
  gateway: CheckedGateway,
  label: string,
): readonly CheckResult[] {
  return sent
    .filter(
      ({ name, namespace }) =>
        isOurs(name, gateway) && (namespace ?? NAME_FORMAT.unspecified) !== NAME_FORMAT.unspecified,
    )
    .map(({ name, namespace }) =>
      warn('okta.name-format', {
        message: `The name format of “${name}” is not Unspecified. The gateway goes by the name alone, Flex’s own SSO does not.`,
        field: `Attribute Statements > ${name} > Name format`,
        found: namespace?.split(':').at(-1) ?? '',
        expected: 'unspecified',
        where: screensOf(label).statements,
      }),
    );
}

const JOINS = /Arrays\.toCsvString|String\.join/;

function rolesProblem({ type, values }: AttributeStatement): string | undefined {
  const text = (values ?? []).join(' ');
  if (type === 'GROUP' || /\bappuser\.roles\b/.test(text)) {
    return JOINS.test(text)
      ? 'The roles are joined into one text: as one value they are no list. Send appuser.roles itself.'
      : undefined;
  }
  if (/\buser\.(profile\.)?roles\b/.test(text)) {
    return 'The value is user.roles, the profile in Okta: roles of the assignment to this app are appuser.roles.';
  }
  if (/roup/.test(text)) return undefined;
  return 'The value is the same for everybody, or does not come from the assignment to this app.';
}

/** What stands behind `roles`. */
function rolesResults(
  sent: readonly AttributeStatement[],
  gateway: CheckedGateway,
  label: string,
): readonly CheckResult[] {
  const names = new Set(gateway.connection.policy.attributes.roles.flat());
  return sent
    .filter(({ name }) => names.has(name))
    .map((statement) => {
      const problem = rolesProblem(statement);
      if (problem === undefined) return ok('okta.roles-value', `${statement.name} is ${statementText(statement)}.`);
      return fail('okta.roles-value', {
        message: problem,
        field: `Attribute Statements > ${statement.name} > Value`,
        found: statementText(statement),
        expected: 'appuser.roles, or a group statement',
        where: screensOf(label).statements,
      });
    });
}

function attributesIn(condition: Condition): readonly string[] {
  if ('all' in condition) return condition.all.flatMap(attributesIn);
  if ('any' in condition) return condition.any.flatMap(attributesIn);
  if ('not' in condition) return attributesIn(condition.not);
  return [condition.attribute];
}

/** A rule over an attribute that never comes is never used. */
function ruleResults(names: readonly string[], { connection }: CheckedGateway, label: string): readonly CheckResult[] {
  const asked = connection.policy.rules.flatMap((rule) =>
    attributesIn(rule.when).map((attribute) => ({ rule: rule.name, attribute })),
  );
  return asked
    .filter(({ attribute }) => !names.includes(attribute))
    .map(({ rule, attribute }) =>
      warn('okta.rule-attribute', {
        message: `The rule “${rule}” asks for “${attribute}”, which the app does not send.`,
        field: `Attribute Statements > ${attribute}`,
        found: names.join(', '),
        expected: attribute,
        where: screensOf(label).statements,
      }),
    );
}

export function checkStatements(observed: ObservedApp, gateway: CheckedGateway): readonly CheckResult[] {
  const { label } = observed.app;
  const sent = sentBy(observed);
  const names = sent.map(({ name }) => name);
  return [
    ...WANTED.map((wanted) => nameResult(wanted, names, { gateway, label })),
    ...formatResults(sent, gateway, label),
    ...rolesResults(sent, gateway, label),
    ...ruleResults(names, gateway, label),
  ];
}
