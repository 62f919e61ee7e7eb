import { FLEX_ROLES } from '../roles/flex-role.ts';
import { INSIGHTS_ROLES } from '../roles/insights-role.ts';
import type { FieldChange, SetupNote } from './setup-plan.ts';
import type { SchemaProperty } from './wire.ts';

export const ROLES_PROPERTY = 'roles';
export const GATEWAY_ROLES: readonly string[] = [...FLEX_ROLES, ...INSIGHTS_ROLES];

/** `wfo.team_leader` as `Insights: team leader`. */
function titleOf(role: string): string {
  const words = role.replace(/^wfo\./, '').replaceAll('_', ' ');
  return role.startsWith('wfo.') ? `Insights: ${words}` : words.charAt(0).toUpperCase() + words.slice(1);
}

const listed = (role: string): { const: string; title: string } => ({ const: role, title: titleOf(role) });

const NEW: SchemaProperty = {
  title: 'Flex roles',
  description: 'Roles for Twilio Flex and Flex Insights',
  type: 'array',
  scope: 'NONE',
  union: 'ENABLE',
  items: { type: 'string', enum: [...GATEWAY_ROLES], oneOf: GATEWAY_ROLES.map(listed) },
};

export interface PropertyChange {
  readonly fields: readonly FieldChange[];
  readonly notes: readonly SetupNote[];
  readonly property: SchemaProperty;
}

/** The values of the pick list; undefined: any text goes. */
export function enumOf({ items }: SchemaProperty): readonly string[] | undefined {
  return items?.enum?.map(String) ?? undefined;
}

/** An operator's values stay, in their order; ours that are missing follow. A list that takes any text stays so. */
function mergedItems(items: SchemaProperty['items']): SchemaProperty['items'] {
  const known = items?.enum;
  if (!items || !known) return items;
  const missing = GATEWAY_ROLES.filter((role) => !known.includes(role));
  const titled = items.oneOf ?? known.map((value) => ({ const: value, title: String(value) }));
  return { ...items, enum: [...known, ...missing], oneOf: [...titled, ...missing.map(listed)] };
}

const isStringArray = ({ type, items }: SchemaProperty): boolean => type === 'array' && items?.type === 'string';

function differences(now: SchemaProperty): readonly FieldChange[] {
  const values = enumOf(now);
  const missing = values === undefined ? [] : GATEWAY_ROLES.filter((role) => !values.includes(role));
  return [
    ...(now.scope === 'NONE' ? [] : [{ field: 'Attribute type', from: 'Personal', to: 'Group' }]),
    ...(now.union === 'ENABLE'
      ? []
      : [{ field: 'Group Priority', from: 'Use Group Priority', to: 'Combine values across groups' }]),
    ...(missing.length === 0 ? [] : [{ field: 'Enum', from: undefined, to: `also ${missing.join(', ')}` }]),
  ];
}

/** The attribute `roles` of the app's profile, as it must be for roles to come from groups and to add up. */
export function changedRolesProperty(now: SchemaProperty | undefined): PropertyChange {
  if (now === undefined) {
    const fields = [
      { field: 'roles', from: undefined, to: `string array of ${GATEWAY_ROLES.join(', ')}; combined across groups` },
    ];
    return { fields, notes: [], property: NEW };
  }
  if (!isStringArray(now)) {
    const text =
      `the attribute roles of the app profile is of type ${now.type ?? 'unknown'}, not string array, and Okta does not change ` +
      'the type of an attribute: delete it under Directory > Profile Editor > the app’s user > Attributes, then run this again';
    return { fields: [], notes: [{ severity: 'blocked', text }], property: now };
  }
  const property = { ...now, scope: 'NONE', union: 'ENABLE', items: mergedItems(now.items) };
  return { fields: differences(now), notes: [], property };
}
