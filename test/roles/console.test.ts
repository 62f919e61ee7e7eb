import * as fc from 'fast-check';
import { decide, judge } from '../../src/roles/decide.ts';
import { lintPolicy } from '../../src/roles/lint.ts';
import type { RolePolicy } from '../../src/roles/policy.ts';
import { anaWith, aPolicy, aRule } from '../support/a-policy.ts';
import { refusalOf } from '../support/refusal-of.ts';

const consolePolicy = (over: Parameters<typeof aPolicy>[0] = {}): RolePolicy =>
  aPolicy({ connection: 'twilio-console', kind: 'console', ...over });
const decideWith = (roles: readonly string[], policy = consolePolicy()) =>
  decide({ username: 'ana@example.com', attributes: anaWith(roles), policy });
const explainedWith = (roles: readonly string[], policy = consolePolicy()) =>
  judge({ username: 'ana@example.com', attributes: anaWith(roles), policy }).explanation.roles;

describe('a Console role', () => {
  // Independent of the code: twilio.com/docs/flex/admin-guide/setup/flex-ui-users, and what Flex writes on the worker.
  test.each([
    { sent: ['Owner'], flexRole: 'admin', worker: ['admin', 'wfo.full_access'] },
    { sent: ['Administrator'], flexRole: 'admin', worker: ['admin', 'wfo.full_access'] },
    { sent: ['Developer'], flexRole: 'admin', worker: ['admin', 'wfo.full_access'] },
    { sent: ['Support'], flexRole: 'agent', worker: ['flex.readteams', 'flex.readonlyadmin'] },
    { sent: ['Support', 'Developer'], flexRole: 'admin', worker: ['admin', 'wfo.full_access'] },
    { sent: ['Billing Manager', 'Support'], flexRole: 'agent', worker: ['flex.readteams', 'flex.readonlyadmin'] },
    { sent: ['Support,Owner'], flexRole: 'admin', worker: ['admin', 'wfo.full_access'] },
  ])('$sent becomes $worker', ({ sent, flexRole, worker }) => {
    const assignment = decideWith(sent);
    expect(assignment).toMatchObject({ flexRole, roles: worker, door: 'console' });
    expect(assignment.workerAttributes['roles']).toEqual(worker);
  });

  test('Support is a read-only admin: an agent to whatever compares, without Insights', () => {
    expect(decideWith(['Support'])).toMatchObject({ flexRole: 'agent', readOnlyAdmin: true, insightsRoles: [] });
    expect(decideWith(['Owner'])).not.toHaveProperty('readOnlyAdmin');
  });

  test('the Insights role of an admin is the default of the connection, and deny refuses', () => {
    expect(decideWith(['Owner'], consolePolicy({ insightsDefault: 'wfo.team_leader' })).roles).toEqual([
      'admin',
      'wfo.team_leader',
    ]);
    const refused = refusalOf(() => decideWith(['Owner'], consolePolicy({ insightsDefault: 'deny' })));
    expect(refused).toMatchObject({ code: 'INSIGHTS_ROLE_REQUIRED', evidence: { flexRole: 'admin' } });
    expect(decideWith(['Support'], consolePolicy({ insightsDefault: 'deny' })).readOnlyAdmin).toBe(true);
  });

  test('above the ceiling it gives nothing, and says so', () => {
    const policy = consolePolicy({ ceiling: 'supervisor' });
    const refused = refusalOf(() => decideWith(['Owner'], policy));
    expect(refused.code).toBe('ROLE_NOT_GRANTED');
    expect(refused.detail).toContain('supervisor is the highest role that this connection may give');
  });
});

test.each(['agent', 'supervisor'] as const)(
  'under the ceiling %s nobody becomes a read-only admin either, who sees what only an admin may',
  (ceiling) => {
    for (const roles of [['Support'], ['Owner', 'Support']]) {
      const refused = refusalOf(() => decideWith(roles, consolePolicy({ ceiling })));
      expect(refused.code).toBe('ROLE_NOT_GRANTED');
      expect(refused.detail).toContain(`but ${ceiling} is the highest role that this connection may give`);
    }
    expect(explainedWith(['Support'], consolePolicy({ ceiling }))).toMatchObject([
      { role: 'readonly-admin', outcome: 'refused', reason: 'above-ceiling', against: ceiling },
    ]);
  },
);

test('a ceiling under which a Console connection lets nobody in is an error of the configuration', () => {
  expect(lintPolicy(consolePolicy({ ceiling: 'supervisor' }))).toMatchObject([
    { severity: 'error', code: 'CONSOLE_ROLES_ONLY', path: 'roles.ceiling' },
  ]);
  expect(lintPolicy(consolePolicy({ ceiling: 'admin' }))).toEqual([]);
});

describe('what is no Console role gives nothing', () => {
  test.each([
    'admin',
    'supervisor',
    'agent',
    'owner',
    'OWNER',
    'flex.readonlyadmin',
    'readonly-admin',
    'wfo.full_access',
  ])('%s', (value) => {
    const refused = refusalOf(() => decideWith([value]));
    expect(refused).toMatchObject({ code: 'ROLE_NOT_GRANTED', evidence: { received: [value] } });
  });

  test.each(['constructor', '__proto__', 'toString'])('%s, a word of JavaScript', (value) => {
    expect(refusalOf(() => decideWith([value])).code).toBe('ROLE_NOT_GRANTED');
  });

  test('no role at all is a missing attribute', () => {
    expect(refusalOf(() => decideWith([]))).toMatchObject({
      code: 'ATTRIBUTE_MISSING',
      evidence: { attribute: 'roles', state: 'empty' },
    });
  });

  test('with unknown: deny it refuses the person who has a Console role as well', () => {
    const refused = refusalOf(() => decideWith(['Owner', 'Guest'], consolePolicy({ unknown: 'deny' })));
    expect(refused).toMatchObject({ code: 'ROLE_UNKNOWN', evidence: { unknown: ['Guest'] } });
  });

  test('rules give no roles, but set worker attributes', () => {
    const rule = aRule({ attribute: 'roles', equals: 'Support' }, ['admin'], { set: new Map([['desk', 'console']]) });
    const assignment = decideWith(['Support'], consolePolicy({ rules: [rule] }));
    expect(assignment).toMatchObject({ flexRole: 'agent', readOnlyAdmin: true, workerAttributes: { desk: 'console' } });
  });
});

describe('the explanation', () => {
  test('names the attribute and the Console role, and what lost', () => {
    expect(explainedWith(['Support', 'Owner'])).toEqual([
      expect.objectContaining({
        role: 'admin',
        outcome: 'granted',
        because: [{ kind: 'console-role', attribute: 'roles', value: 'Owner' }],
        text: 'admin is granted: “roles” holds the Console role “Owner”.',
      }),
      expect.objectContaining({
        role: 'readonly-admin',
        outcome: 'lost',
        reason: 'higher-role-won',
        against: 'admin',
        text: 'readonly-admin does not count: “roles” holds the Console role “Support”, but the higher role wins.',
      }),
      expect.objectContaining({ role: 'wfo.full_access', outcome: 'granted', because: [{ kind: 'insights-default' }] }),
    ]);
  });

  test('says of each other value why it means nothing', () => {
    const [granted, unknown] = explainedWith(['Support', 'admin']);
    expect(granted).toMatchObject({ role: 'readonly-admin', outcome: 'granted' });
    expect(unknown).toMatchObject({ role: 'admin', kind: 'unknown', outcome: 'refused', reason: 'unknown-role' });
    expect(unknown?.text).toContain('(Owner, Administrator, Developer, Support)');
  });
});

test('through SSO nobody becomes a read-only admin, whatever words come', () => {
  const words = ['Support', 'Owner', 'flex.readonlyadmin', 'flex.readteams', 'readonly-admin', 'agent', 'supervisor'];
  fc.assert(
    fc.property(fc.subarray(words), (roles) => {
      const { outcome } = judge({ username: 'ana@example.com', attributes: anaWith(roles), policy: aPolicy() });
      if ('refusal' in outcome) return;
      expect(outcome.assignment).not.toHaveProperty('readOnlyAdmin');
      expect(outcome.assignment).not.toHaveProperty('door');
      expect(outcome.assignment.roles.filter((role) => role.startsWith('flex.'))).toEqual([]);
    }),
  );
});

test('the order in which Console roles come has no influence', () => {
  const words = ['Support', 'Owner', 'Developer', 'Guest', 'admin'];
  fc.assert(
    fc.property(fc.shuffledSubarray(words, { minLength: 1 }), (roles) => {
      const under = (order: readonly string[]) =>
        judge({ username: 'ana@example.com', attributes: anaWith(order), policy: consolePolicy() }).explanation;
      expect(under(roles)).toEqual(under(roles.toReversed()));
    }),
  );
});

describe('lint of a connection of kind console', () => {
  const codesOf = (policy: RolePolicy): readonly string[] =>
    lintPolicy(policy).map(({ severity, code, path }) => `${severity} ${code} ${path}`);

  test('has nothing to say of the plain one, nor of direct: false', () => {
    expect(codesOf(consolePolicy())).toEqual([]);
    expect(codesOf(consolePolicy({ direct: false }))).toEqual([]);
  });

  test('refuses whatever would give roles otherwise', () => {
    const policy = consolePolicy({
      rules: [aRule({ attribute: 'groups', equals: 'x' }, ['supervisor'])],
      aliases: new Map([['Billing Manager', 'agent']]),
      default: 'agent',
    });
    expect(codesOf(policy)).toEqual([
      'error CONSOLE_ROLES_ONLY roles.rules[0].grant',
      'error CONSOLE_ROLES_ONLY roles.aliases["Billing Manager"]',
      'error CONSOLE_ROLES_ONLY roles.default',
    ]);
  });

  test('still looks at the conditions of rules that set attributes', () => {
    const rule = aRule({ attribute: 'groups', matches: '(' }, [], { set: new Map([['desk', 'console']]) });
    expect(codesOf(consolePolicy({ rules: [rule] }))).toEqual(['error PATTERN_INVALID roles.rules[0].when']);
  });
});
