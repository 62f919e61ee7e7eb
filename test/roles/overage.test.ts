import { decide } from '../../src/roles/decide.ts';
import type { Condition, RolePolicy } from '../../src/roles/policy.ts';
import { anaWith, aPolicy, aRule, attributes } from '../support/a-policy.ts';
import { refusalOf } from '../support/refusal-of.ts';

const LINK = 'http://schemas.microsoft.com/claims/groups.link';
const GROUPS = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups';
const overflowing = anaWith('agent', { [LINK]: 'https://graph.example/groups', department: 'Sales' });
const aRuleOn = (condition: Condition, more: Partial<RolePolicy> = {}): RolePolicy =>
  aPolicy({ overage: [LINK], rules: [aRule(condition, ['supervisor'])], ...more });

const refused = (policy: RolePolicy, arrived = overflowing) =>
  refusalOf(() => decide({ username: 'ana', attributes: arrived, policy }));

describe('a link in place of the groups refuses the login', () => {
  test.each<{ why: string; policy: RolePolicy }>([
    { why: 'a rule reads the groups under their URI', policy: aRuleOn({ attribute: GROUPS, equals: 'x' }) },
    { why: 'a rule reads the groups under a bare name', policy: aRuleOn({ attribute: 'groups', equals: 'x' }) },
    {
      why: 'a rule reads them deep inside',
      policy: aRuleOn({ all: [{ not: { any: [{ attribute: 'groups', in: ['x'] }] } }] }),
    },
    { why: 'a rule asks for their absence', policy: aRuleOn({ attribute: 'groups', is: 'absent' }) },
    { why: 'a rule compares an attribute that is absent', policy: aRuleOn({ attribute: 'memberOf', equals: 'x' }) },
    {
      why: 'roles come from the groups too',
      policy: aPolicy({ overage: [LINK], attributes: { roles: [['roles'], [GROUPS]] } }),
    },
    {
      why: 'no source of roles arrived',
      policy: aPolicy({ overage: [LINK], default: 'agent', attributes: { roles: [['memberOf']] } }),
    },
  ])('as $why', ({ policy }) => {
    expect(refused(policy)).toMatchObject({ code: 'GROUPS_OVERAGE', evidence: { attribute: LINK } });
  });

  test('also where it came without a value', () => {
    expect(refused(aRuleOn({ attribute: 'groups', equals: 'x' }), anaWith('agent', { [LINK]: [] })).code).toBe(
      'GROUPS_OVERAGE',
    );
  });

  test('before a missing role is reported', () => {
    const arrived = attributes({ email: 'a@b.example', full_name: 'A', [LINK]: 'x' });
    expect(refused(aPolicy({ overage: [LINK] }), arrived).code).toBe('GROUPS_OVERAGE');
  });
});

describe('a link in place of the groups is noted only', () => {
  test.each<{ why: string; policy: RolePolicy }>([
    { why: 'no rule reads groups', policy: aPolicy({ overage: [LINK] }) },
    { why: 'rules read what arrived', policy: aRuleOn({ attribute: 'department', equals: 'Support' }) },
    { why: 'rules ask for the absence of something else', policy: aRuleOn({ attribute: 'leaver', is: 'present' }) },
    {
      why: 'one of several sources of roles arrived',
      policy: aPolicy({ overage: [LINK], attributes: { roles: [['roles'], ['urn:x:role']] } }),
    },
  ])('where $why', ({ policy }) => {
    const { roles, explanation, workerAttributes } = decide({ username: 'ana', attributes: overflowing, policy });
    expect(roles).toEqual(['agent']);
    expect(Object.keys(workerAttributes)).toEqual(['email', 'full_name', 'roles', 'department']);
    expect(explanation.attributes.find(({ attribute }) => attribute === LINK)).toMatchObject({
      outcome: 'ignored',
      text: expect.stringContaining('no role depends on them'),
    });
  });
});

test('the same attribute is a plain one where the connection does not call it an overage', () => {
  const policy = aPolicy({ overage: [], rules: [aRule({ attribute: 'groups', equals: 'x' }, ['admin'])] });
  const { workerAttributes } = decide({ username: 'ana', attributes: overflowing, policy });
  expect(workerAttributes[LINK]).toBe('https://graph.example/groups');
});
