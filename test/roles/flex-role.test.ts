import { compareFlexRoles, FLEX_ROLES, higherFlexRole, isFlexRole, lowerFlexRole } from '../../src/roles/flex-role.ts';
import { isConversationRole } from '../../src/roles/catalogue/conversations.ts';
import { isInsightsRole, mayUseInsights } from '../../src/roles/insights-role.ts';

test('Flex roles rise from agent over supervisor to admin', () => {
  expect(['admin', 'agent', 'supervisor'].filter(isFlexRole).toSorted(compareFlexRoles)).toEqual([...FLEX_ROLES]);
});

test.each([
  { a: 'agent', b: 'admin', lower: 'agent', higher: 'admin' },
  { a: 'admin', b: 'supervisor', lower: 'supervisor', higher: 'admin' },
  { a: 'supervisor', b: 'supervisor', lower: 'supervisor', higher: 'supervisor' },
] as const)('of $a and $b, $lower is the lower and $higher the higher', ({ a, b, lower, higher }) => {
  expect([lowerFlexRole(a, b), higherFlexRole(a, b)]).toEqual([lower, higher]);
});

test.each(['Agent', 'readonly-admin', 'wfo.full_access', '', 'constructor', '__proto__'])(
  '%s is no Flex role',
  (name) => {
    expect(isFlexRole(name)).toBe(false);
  },
);

test.each(['wfo.', 'wfo.admin', 'WFO.full_access', 'agent', 'constructor'])('%s is no Insights role', (name) => {
  expect(isInsightsRole(name)).toBe(false);
});

test.each(['service admin', 'Guest', 'constructor', '__proto__', 'toString'])('%s is no conversation role', (name) => {
  expect(isConversationRole(name)).toBe(false);
});

test('guest is a conversation role', () => {
  expect(isConversationRole('guest')).toBe(true);
});

test('Insights is for supervisors and admins', () => {
  expect(FLEX_ROLES.filter(mayUseInsights)).toEqual(['supervisor', 'admin']);
});
