import { enumOf, GATEWAY_ROLES } from '../roles-property.ts';
import type { SchemaProperty } from '../wire.ts';
import { fail, ok, warn } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import { sentBy } from './check-statements.ts';
import type { CheckedGateway } from './checked-gateway.ts';
import type { ObservedApp } from './observe-app.ts';
import { screensOf } from './screens.ts';

const PROFILE_ROLES = /\bappuser\.roles\b/;

function typeProblem({ type, items }: SchemaProperty): string | undefined {
  if (type === 'array' && items?.type === 'string') return undefined;
  return type === 'array' ? `array of ${items?.type ?? 'unknown'}` : (type ?? 'unknown');
}

function shapeResults(property: SchemaProperty, where: string): readonly CheckResult[] {
  const type = typeProblem(property);
  if (type !== undefined) {
    const message =
      'roles is one value, not a list: several roles stand in one text, and groups cannot add theirs. Okta does not change the type: delete the attribute and run `flexgate okta setup`.';
    return [fail('okta.roles-type', { message, field: 'Data type', found: type, expected: 'string array', where })];
  }
  const personal = property.scope === 'SELF';
  const results: CheckResult[] = [ok('okta.roles-type', 'roles is a list of texts.')];
  if (personal) {
    const message = 'roles cannot be set on a group: it is a personal attribute, so nobody gets roles by a group.';
    results.push(
      fail('okta.roles-scope', {
        message,
        field: 'Attribute type',
        found: 'Personal (scope SELF)',
        expected: 'Group (scope NONE)',
        where,
      }),
    );
  } else results.push(ok('okta.roles-scope', 'roles can be set on groups.'));
  if (property.union !== 'ENABLE') {
    const message =
      'Roles of several groups are not combined: only those of the group with the highest priority count, and the others are missing.';
    results.push(
      warn('okta.roles-union', {
        message,
        field: 'Group Priority',
        found: 'Use Group Priority (union DISABLE)',
        expected: 'Combine values across groups (union ENABLE)',
        where,
      }),
    );
  } else results.push(ok('okta.roles-union', 'Roles of several groups are combined.'));
  return results;
}

function valueResults(property: SchemaProperty, { connection }: CheckedGateway, where: string): readonly CheckResult[] {
  const values = enumOf(property);
  if (values === undefined) return [];
  const { aliases } = connection.policy;
  const unknown = values.filter((value) => !GATEWAY_ROLES.includes(value) && !aliases.has(value));
  const missing = GATEWAY_ROLES.filter((role) => !values.includes(role));
  return [
    ...(unknown.length === 0
      ? []
      : [
          warn('okta.roles-values', {
            message: `The gateway does not know ${unknown.join(', ')} (connections.${connection.name}.roles.aliases can say what is meant).`,
            field: 'Enum',
            found: unknown.join(', '),
            expected: GATEWAY_ROLES.join(', '),
            where,
          }),
        ]),
    ...(missing.length === 0
      ? []
      : [
          warn('okta.roles-values', {
            message: `These roles cannot be assigned, because the list of values lacks them: ${missing.join(', ')}.`,
            field: 'Enum',
            found: values.join(', '),
            expected: GATEWAY_ROLES.join(', '),
            where,
          }),
        ]),
  ];
}

/** The attribute behind `appuser.roles`; nothing to check where no statement uses it. */
export function checkProfile(observed: ObservedApp, gateway: CheckedGateway): readonly CheckResult[] {
  const { rolesProperty, app, unread } = observed;
  const used = sentBy(observed).some(({ values }) => (values ?? []).some((value) => PROFILE_ROLES.test(value)));
  if (!used || unread.some(({ what }) => what === 'the app profile')) return [];
  const where = screensOf(app.label).profile;
  if (rolesProperty === undefined) {
    const message = 'The app profile has no attribute roles, which the statement refers to: run `flexgate okta setup`.';
    return [fail('okta.roles-type', { message, field: 'roles', found: 'none', expected: 'string array', where })];
  }
  return [...shapeResults(rolesProperty, where), ...valueResults(rolesProperty, gateway, where)];
}
