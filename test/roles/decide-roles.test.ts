import { decide, judge } from '../../src/roles/decide.ts';
import type { Because, RoleExplanation } from '../../src/roles/assignment.ts';
import type { Attributes } from '../../src/roles/attributes.ts';
import type { RolePolicy } from '../../src/roles/policy.ts';
import { anaWith, aPolicy, aRule, attributes } from '../support/a-policy.ts';
import { refusalOf } from '../support/refusal-of.ts';

const decided = (arrived: Attributes, policy: RolePolicy = aPolicy()) =>
  decide({ username: 'ana@example.com', attributes: arrived, policy });
const refused = (arrived: Attributes, policy: RolePolicy = aPolicy()) => refusalOf(() => decided(arrived, policy));
const codeFor = (username: string, arrived: Attributes): string =>
  refusalOf(() => decide({ username, attributes: arrived, policy: aPolicy() })).code;
const explained = (arrived: Attributes, role: string, policy: RolePolicy = aPolicy()): RoleExplanation | undefined =>
  judge({ username: 'ana@example.com', attributes: arrived, policy }).explanation.roles.find((e) => e.role === role);
const direct = (value: string): Because => ({ kind: 'direct', attribute: 'roles', value });

describe('the Flex role', () => {
  test.each([
    { sent: 'agent', roles: ['agent'] },
    { sent: 'supervisor', roles: ['supervisor', 'wfo.full_access'] },
    { sent: 'admin', roles: ['admin', 'wfo.full_access'] },
    { sent: ['agent', 'supervisor'], roles: ['supervisor', 'wfo.full_access'] },
    { sent: 'agent, admin', roles: ['admin', 'wfo.full_access'] },
    { sent: ['admin,agent', ' supervisor '], roles: ['admin', 'wfo.full_access'] },
    { sent: ['', 'agent', ' \t\n'], roles: ['agent'] },
    { sent: ['agent', 'agent'], roles: ['agent'] },
    { sent: ',agent,,', roles: ['agent'] },
    { sent: 'supervisor, wfo.team_leader', roles: ['supervisor', 'wfo.team_leader'] },
    {
      sent: ['supervisor', 'wfo.team_leader', 'wfo.quality_manager', 'wfo.data_analyst'],
      roles: ['supervisor', 'wfo.team_leader', 'wfo.data_analyst', 'wfo.quality_manager'],
    },
  ])('$sent becomes $roles', ({ sent, roles }) => {
    const assignment = decided(anaWith(sent));
    expect(assignment.roles).toEqual(roles);
    expect(assignment.workerAttributes['roles']).toEqual(roles);
    expect([assignment.flexRole, ...assignment.insightsRoles]).toEqual(roles);
  });

  test('is the union over all sources', () => {
    const policy = aPolicy({ attributes: { roles: [['roles'], ['groups', 'more'], ['none']] } });
    const arrived = anaWith('agent', { groups: 'wfo.team_leader', more: ['supervisor'] });
    expect(decided(arrived, policy).roles).toEqual(['supervisor', 'wfo.team_leader']);
  });

  test('comes from one value where no separator is configured', () => {
    const policy = aPolicy({ roleSeparators: [] });
    expect(refused(anaWith('agent,admin'), policy)).toMatchObject({
      code: 'ROLE_NOT_GRANTED',
      evidence: { received: ['agent,admin'] },
    });
  });

  test('comes from values split at each separator', () => {
    const policy = aPolicy({ roleSeparators: [';', ','] });
    expect(decided(anaWith('agent;supervisor, wfo.data_auditor'), policy).roles).toEqual([
      'supervisor',
      'wfo.data_auditor',
    ]);
  });

  test('explains that the higher role won', () => {
    const arrived = anaWith(['agent', 'supervisor']);
    expect(explained(arrived, 'supervisor')).toEqual({
      role: 'supervisor',
      kind: 'flex',
      outcome: 'granted',
      because: [direct('supervisor')],
      text: 'supervisor is granted: “roles” names it.',
    });
    expect(explained(arrived, 'agent')).toMatchObject({
      outcome: 'lost',
      reason: 'higher-role-won',
      against: 'supervisor',
      because: [direct('agent')],
      text: expect.stringContaining('the higher role wins'),
    });
  });
});

describe('the ceiling', () => {
  test.each([
    { ceiling: 'supervisor', sent: ['admin', 'agent'], flexRole: 'agent' },
    { ceiling: 'supervisor', sent: ['admin', 'supervisor'], flexRole: 'supervisor' },
    { ceiling: 'agent', sent: ['admin', 'supervisor', 'agent'], flexRole: 'agent' },
    { ceiling: 'admin', sent: ['admin'], flexRole: 'admin' },
  ] as const)('$ceiling makes $sent $flexRole', ({ ceiling, sent, flexRole }) => {
    expect(decided(anaWith(sent), aPolicy({ ceiling })).flexRole).toBe(flexRole);
  });

  test('is never granted in place of a role above it', () => {
    const policy = aPolicy({ ceiling: 'supervisor' });
    const refusal = refused(anaWith('admin'), policy);
    expect(refusal).toMatchObject({ code: 'ROLE_NOT_GRANTED', evidence: { received: ['admin'] } });
    expect(refusal.detail).toContain('supervisor is the highest role that this connection may give');
    expect(explained(anaWith('admin'), 'admin', policy)).toMatchObject({
      outcome: 'refused',
      reason: 'above-ceiling',
      against: 'supervisor',
    });
  });

  test('refuses what a rule or an alias gives as well', () => {
    const policy = aPolicy({
      ceiling: 'agent',
      aliases: new Map([['Boss', 'admin']]),
      rules: [aRule({ attribute: 'groups', equals: 'Leads' }, ['supervisor'])],
    });
    const arrived = anaWith(['Boss', 'agent'], { groups: 'Leads' });
    expect(decided(arrived, policy).roles).toEqual(['agent']);
    expect(explained(arrived, 'supervisor', policy)).toMatchObject({ reason: 'above-ceiling' });
    expect(explained(arrived, 'admin', policy)).toMatchObject({ reason: 'above-ceiling' });
  });

  test('holds for the default too', () => {
    const policy = aPolicy({ ceiling: 'agent', default: 'supervisor' });
    expect(refused(anaWith(''), policy).code).toBe('ROLE_NOT_GRANTED');
  });
});

describe('the default', () => {
  test.each([
    { case: 'roles absent', arrived: attributes({ email: 'a@b.example', full_name: 'A' }) },
    { case: 'roles empty', arrived: anaWith('') },
    { case: 'roles unknown', arrived: anaWith('Superhero') },
  ])('counts with $case', ({ arrived }) => {
    const policy = aPolicy({ default: 'agent' });
    expect(decided(arrived, policy).roles).toEqual(['agent']);
    expect(explained(arrived, 'agent', policy)).toMatchObject({
      outcome: 'granted',
      because: [{ kind: 'default' }],
      text: 'agent is granted: it is the default of the connection.',
    });
  });

  test('counts where every candidate is above the ceiling', () => {
    expect(decided(anaWith('admin'), aPolicy({ default: 'agent', ceiling: 'supervisor' })).roles).toEqual(['agent']);
  });

  test('does not count beside a candidate', () => {
    expect(decided(anaWith('agent'), aPolicy({ default: 'supervisor' })).flexRole).toBe('agent');
  });

  test('takes the Insights roles that came along', () => {
    expect(decided(anaWith('wfo.team_leader'), aPolicy({ default: 'supervisor' })).roles).toEqual([
      'supervisor',
      'wfo.team_leader',
    ]);
  });
});

describe('the attribute roles', () => {
  test.each([
    {
      state: 'absent',
      arrived: attributes({ email: 'a@b.example', full_name: 'A' }),
      received: ['email', 'full_name'],
    },
    { state: 'empty', arrived: anaWith([]), received: ['email', 'full_name', 'roles'] },
    { state: 'empty', arrived: anaWith([' ', '']), received: ['email', 'full_name', 'roles'] },
    { state: 'empty', arrived: anaWith(' , '), received: ['email', 'full_name', 'roles'] },
  ])('is required where it is $state and nothing else gives a role', ({ state, arrived, received }) => {
    expect(refused(arrived)).toMatchObject({
      code: 'ATTRIBUTE_MISSING',
      evidence: { attribute: 'roles', expected: ['roles'], state, received, connection: aPolicy().connection },
      detail: expect.stringContaining(
        `Assign a role (agent, supervisor or admin) to the person, or to a group of theirs, in the IdP of connection “${aPolicy().connection}”; it must arrive as “roles”.`,
      ),
    });
  });

  test('names every source that was expected', () => {
    const policy = aPolicy({ attributes: { roles: [['roles'], ['urn:x:role']] } });
    expect(refused(attributes({ email: 'a@b.example', full_name: 'A' }), policy).evidence).toMatchObject({
      expected: ['roles', 'urn:x:role'],
    });
  });

  test('may be absent where a rule gives a Flex role from groups', () => {
    const policy = aPolicy({ rules: [aRule({ attribute: 'groups', equals: 'CC' }, ['agent'])] });
    const arrived = attributes({ email: 'a@b.example', full_name: 'A', groups: ['CC'] });
    expect(decided(arrived, policy).roles).toEqual(['agent']);
  });

  test('is required where a rule gives Insights roles only', () => {
    const policy = aPolicy({ rules: [aRule({ attribute: 'groups', equals: 'CC' }, ['wfo.team_leader'])] });
    const arrived = attributes({ email: 'a@b.example', full_name: 'A', groups: ['CC'] });
    expect(refused(arrived, policy).code).toBe('ATTRIBUTE_MISSING');
    expect(explained(arrived, 'wfo.team_leader', policy)).toMatchObject({ outcome: 'refused', reason: 'no-flex-role' });
  });

  test('is not called missing where the role that a rule gives is above the ceiling', () => {
    const rules = [aRule({ attribute: 'groups', equals: 'CC' }, ['admin'])];
    const arrived = attributes({ email: 'a@b.example', full_name: 'A', groups: ['CC'] });
    expect(refused(arrived, aPolicy({ ceiling: 'agent', rules })).code).toBe('ROLE_NOT_GRANTED');
  });
});

describe('an unknown role', () => {
  const lookalikes = [
    { value: 'Supervisor', what: 'another case' },
    { value: 'ADMIN', what: 'another case' },
    { value: 'аdmin', what: 'a homoglyph' },
    { value: 'admin\u200b', what: 'a zero-width blank' },
    { value: '\ufeffadmin', what: 'a byte order mark' },
    { value: 'ad\u00admin', what: 'a soft hyphen' },
    { value: 'admin\u00a0', what: 'a no-break space' },
    { value: 'ａｄｍｉｎ', what: 'full width' },
    { value: 'WFO.full_access', what: 'another case' },
    { value: 'wfo.full access', what: 'a blank' },
    { value: '[admin]', what: 'brackets' },
    { value: '"admin"', what: 'quotes' },
    { value: '__proto__', what: 'a name of JavaScript' },
    { value: 'constructor', what: 'a name of JavaScript' },
    { value: 'toString', what: 'a name of JavaScript' },
  ];

  test.each(lookalikes)('grants nothing: $value ($what)', ({ value }) => {
    expect(decided(anaWith(['agent', value])).roles).toEqual(['agent']);
    expect(refused(anaWith([value]))).toMatchObject({ code: 'ROLE_NOT_GRANTED', evidence: { received: [value] } });
  });

  test('is explained with its invisible characters shown', () => {
    expect(explained(anaWith(['agent', 'admin\u200b']), 'admin\\u{200b}')).toEqual({
      role: 'admin\\u{200b}',
      kind: 'unknown',
      outcome: 'refused',
      reason: 'unknown-role',
      because: [direct('admin\\u{200b}')],
      text: expect.stringContaining('“admin\\u{200b}” grants nothing'),
    });
  });

  test.each([
    { value: 'superviser', meant: 'supervisor' },
    { value: 'wfo.team_leadr', meant: 'wfo.team_leader' },
    { value: 'Agnt', meant: 'agent' },
    { value: 'CC-Chef', meant: 'CC-Chief' },
  ])('$value is told to mean $meant, and grants nothing', ({ value, meant }) => {
    const policy = aPolicy({ aliases: new Map([['CC-Chief', 'admin']]) });
    expect(explained(anaWith(['agent', value]), value, policy)).toMatchObject({
      outcome: 'refused',
      text: expect.stringMatching(new RegExp(`; did you mean “${meant.replaceAll('.', '\\.')}”\\?$`)),
    });
    expect(decided(anaWith(['agent', value]), policy).roles).toEqual(['agent']);
    expect(refused(anaWith([value]), policy).code).toBe('ROLE_NOT_GRANTED');
  });

  test('a value that is near no role name is given no guess', () => {
    expect(explained(anaWith(['agent', 'Everyone']), 'Everyone')?.text).toMatch(/no rule that matches reads it\.$/);
  });

  test('that differs in case is told so', () => {
    expect(explained(anaWith(['agent', 'Admin']), 'Admin')?.text).toContain('case-sensitive, admin would be one');
  });

  test.each(lookalikes)('refuses the login under unknown: deny: $value ($what)', ({ value }) => {
    expect(refused(anaWith(['agent', value]), aPolicy({ unknown: 'deny' }))).toMatchObject({
      code: 'ROLE_UNKNOWN',
      evidence: { unknown: [value] },
    });
  });

  test('is none where a rule that matches reads it', () => {
    const policy = aPolicy({
      unknown: 'deny',
      rules: [aRule({ attribute: 'roles', matches: 'CC-.*' }, ['agent'])],
    });
    expect(decided(anaWith(['CC-1', 'CC-2']), policy).roles).toEqual(['agent']);
    expect(refused(anaWith(['CC-1', 'XX']), policy).evidence).toEqual({ unknown: ['XX'] });
  });

  test('stays one where a rule asks only whether anything is there', () => {
    const rules = [aRule({ attribute: 'roles', is: 'present' }, ['agent'])];
    expect(refused(anaWith('XX'), aPolicy({ unknown: 'deny', rules })).evidence).toEqual({ unknown: ['XX'] });
  });
});

describe('explanations of people with very many groups', () => {
  const groups = Array.from({ length: 3000 }, (_, index) => `Group ${String(index).padStart(4, '0')}`);

  test('name the first hundred unknown values and count the rest', () => {
    const { explanation } = decided(anaWith(['agent', ...groups]));
    const unknown = explanation.roles.filter(({ kind }) => kind === 'unknown');
    expect(unknown).toHaveLength(101);
    expect(unknown[0]?.role).toBe('Group 0000');
    expect(unknown.at(-1)).toMatchObject({ role: '…', text: '2900 more values grant nothing.' });
  });

  test('name the first ten values that a rule matched, all of which count as known', () => {
    const policy = aPolicy({ unknown: 'deny', rules: [aRule({ attribute: 'roles', matches: 'Group .*' }, ['agent'])] });
    const [because] = explained(anaWith(groups), 'agent', policy)?.because ?? [];
    expect(because).toMatchObject({ kind: 'rule' });
    expect(because?.kind === 'rule' && because.matched.map(({ value }) => value)).toEqual(groups.slice(0, 10));
  });
});

describe('read-only admin', () => {
  test.each(['readonly-admin', 'flex.readonlyadmin', 'flex.readteams'])('%s never comes through SSO', (value) => {
    expect(refused(anaWith(value)).code).toBe('ROLE_NOT_GRANTED');
    expect(refused(anaWith(value)).detail).toContain('only the Twilio Console');
    expect(decided(anaWith(['agent', value])).roles).toEqual(['agent']);
    expect(explained(anaWith(['agent', value]), value)).toMatchObject({
      outcome: 'refused',
      reason: 'readonly-admin-never-by-sso',
    });
  });

  test('is not an unknown role', () => {
    expect(decided(anaWith(['agent', 'flex.readteams']), aPolicy({ unknown: 'deny' })).roles).toEqual(['agent']);
  });
});

describe('role names as they are', () => {
  test('count for nothing where direct is off', () => {
    const policy = aPolicy({ direct: false });
    expect(refused(anaWith('admin'), policy).code).toBe('ROLE_NOT_GRANTED');
    expect(explained(anaWith('admin'), 'admin', policy)).toMatchObject({
      kind: 'unknown',
      text: expect.stringContaining('roles.direct of the connection is off'),
    });
  });
});

describe('an alias', () => {
  const aliases = new Map([
    ['Teamlead', 'supervisor'],
    ['admin', 'agent'],
    ['QM', 'wfo.quality_manager'],
  ] as const);

  test('gives its role and is explained', () => {
    const policy = aPolicy({ aliases });
    const arrived = anaWith(['Teamlead', 'QM']);
    expect(decided(arrived, policy).roles).toEqual(['supervisor', 'wfo.quality_manager']);
    expect(explained(arrived, 'supervisor', policy)).toMatchObject({
      because: [{ kind: 'alias', attribute: 'roles', value: 'Teamlead' }],
      text: 'supervisor is granted: “roles” holds its alias “Teamlead”.',
    });
  });

  test('stands before the role name that is spelt alike', () => {
    expect(decided(anaWith('admin'), aPolicy({ aliases })).roles).toEqual(['agent']);
  });

  test('compares letter for letter', () => {
    expect(refused(anaWith('teamlead'), aPolicy({ aliases })).code).toBe('ROLE_NOT_GRANTED');
  });

  test('works where direct is off', () => {
    expect(decided(anaWith('Teamlead'), aPolicy({ aliases, direct: false })).flexRole).toBe('supervisor');
  });
});

describe('a rule', () => {
  const place = { file: 'flexgate.yaml', line: 12, column: 9 };
  const policy = aPolicy({
    rules: [
      aRule({ attribute: 'groups', equals: 'CC-Agents' }, ['agent'], { name: 'agents' }),
      aRule({ attribute: 'groups', equals: 'CC-Leads' }, ['supervisor', 'wfo.team_leader'], { name: 'leads', place }),
      aRule({ attribute: 'groups', in: ['CC-Leads', 'CC-QM'] }, ['wfo.quality_manager'], { name: 'quality' }),
    ],
  });
  const person = { email: 'a@b.example', full_name: 'A' };

  test.each([
    { groups: ['CC-Agents'], roles: ['agent'] },
    { groups: ['CC-Leads'], roles: ['supervisor', 'wfo.team_leader', 'wfo.quality_manager'] },
    { groups: ['CC-QM', 'CC-Agents'], roles: ['agent'] },
  ])('counts with all others that match: $groups become $roles', ({ groups, roles }) => {
    expect(decided(attributes({ ...person, groups }), policy).roles).toEqual(roles);
  });

  test('is explained by its name, its place and what it matched', () => {
    expect(explained(attributes({ ...person, groups: ['CC-Leads', 'Everyone'] }), 'supervisor', policy)).toEqual({
      role: 'supervisor',
      kind: 'flex',
      outcome: 'granted',
      because: [{ kind: 'rule', rule: 'leads', place, matched: [{ attribute: 'groups', value: 'CC-Leads' }] }],
      text: 'supervisor is granted: “leads” (flexgate.yaml:12:9) matches as “groups” is “CC-Leads”.',
    });
  });

  test('adds its reason to that of a value', () => {
    const arrived = anaWith('supervisor', { groups: 'CC-Leads' });
    expect(explained(arrived, 'supervisor', policy)?.because.map(({ kind }) => kind)).toEqual(['direct', 'rule']);
  });
});

describe('Insights', () => {
  test.each([
    { sent: ['agent', 'wfo.full_access'], refusedRoles: ['wfo.full_access'] },
    { sent: ['agent', 'wfo.team_leader', 'wfo.data_analyst'], refusedRoles: ['wfo.team_leader', 'wfo.data_analyst'] },
  ])('is closed to an agent with $refusedRoles', ({ sent, refusedRoles }) => {
    const assignment = decided(anaWith(sent));
    expect(assignment.roles).toEqual(['agent']);
    expect(assignment.insightsRoles).toEqual([]);
    expect(assignment.explanation.roles.filter(({ kind }) => kind === 'insights')).toEqual(
      refusedRoles.map((role) =>
        expect.objectContaining({
          role,
          outcome: 'refused',
          reason: 'agent-never-gets-insights',
          text: expect.stringContaining('Insights is closed to agents'),
        }),
      ),
    );
  });

  test('is closed to someone whose higher role was above the ceiling', () => {
    const arrived = anaWith(['admin', 'agent', 'wfo.full_access']);
    expect(decided(arrived, aPolicy({ ceiling: 'agent' })).roles).toEqual(['agent']);
  });

  test.each([
    { flexRole: 'supervisor', insightsDefault: 'wfo.full_access' },
    { flexRole: 'admin', insightsDefault: 'wfo.dashboard_viewer' },
  ] as const)('default $insightsDefault is written out for the $flexRole', ({ flexRole, insightsDefault }) => {
    const policy = aPolicy({ insightsDefault });
    expect(decided(anaWith(flexRole), policy).roles).toEqual([flexRole, insightsDefault]);
    expect(explained(anaWith(flexRole), insightsDefault, policy)).toMatchObject({
      kind: 'insights',
      outcome: 'granted',
      because: [{ kind: 'insights-default' }],
    });
  });

  test('default does not widen what was given', () => {
    expect(decided(anaWith(['admin', 'wfo.dashboard_viewer'])).insightsRoles).toEqual(['wfo.dashboard_viewer']);
  });

  test.each(['supervisor', 'admin'])('may be required explicitly of a %s', (flexRole) => {
    expect(refused(anaWith(flexRole), aPolicy({ insightsDefault: 'deny' }))).toMatchObject({
      code: 'INSIGHTS_ROLE_REQUIRED',
      evidence: { flexRole },
    });
  });

  test('is never required of an agent', () => {
    expect(decided(anaWith('agent'), aPolicy({ insightsDefault: 'deny' })).roles).toEqual(['agent']);
  });

  test('alone gives no access to Flex', () => {
    expect(refused(anaWith('wfo.full_access')).code).toBe('ROLE_NOT_GRANTED');
  });
});

describe('a refused login', () => {
  test('is explained all the same', () => {
    const policy = aPolicy({ ceiling: 'agent' });
    const { outcome, explanation } = judge({
      username: 'ana',
      attributes: anaWith(['admin', 'wfo.team_leader', 'nonsense'], { department: 'Sales' }),
      policy,
    });
    expect(outcome).toMatchObject({ refusal: { code: 'ROLE_NOT_GRANTED' } });
    expect(explanation.roles.map(({ role, outcome: told }) => [role, told])).toEqual([
      ['admin', 'refused'],
      ['wfo.team_leader', 'refused'],
      ['nonsense', 'refused'],
    ]);
    expect(explanation.attributes.map(({ attribute }) => attribute)).toEqual([
      'email',
      'full_name',
      'roles',
      'department',
    ]);
  });

  test('for an attribute that cannot be used keeps the explanation of the roles', () => {
    const { outcome, explanation } = judge({
      username: 'ana',
      attributes: anaWith('agent', { 'skill.int': 'a' }),
      policy: aPolicy(),
    });
    expect(outcome).toMatchObject({ refusal: { code: 'ATTRIBUTE_INVALID' } });
    expect(explanation.roles).toEqual([expect.objectContaining({ role: 'agent', outcome: 'granted' })]);
  });

  test('names the first thing that is wrong', () => {
    const wrong = attributes({ email: 'none', roles: 'nobody', 'skill.int': 'a' });
    expect(codeFor('', wrong)).toBe('USERNAME_INVALID');
    expect(codeFor('ana', wrong)).toBe('ATTRIBUTE_INVALID');
    expect(codeFor('ana', attributes({ email: 'a@b.example', roles: 'nobody' }))).toBe('ATTRIBUTE_MISSING');
    expect(codeFor('ana', anaWith('nobody', { 'skill.int': 'a' }))).toBe('ROLE_NOT_GRANTED');
  });
});
