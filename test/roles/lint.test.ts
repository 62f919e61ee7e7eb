import * as fc from 'fast-check';
import { lintPolicy } from '../../src/roles/lint.ts';
import type { LintFinding } from '../../src/roles/lint.ts';
import { createAttributeReader } from '../../src/roles/attribute-reader.ts';
import { evaluate } from '../../src/roles/condition.ts';
import { implies } from '../../src/roles/lint/implies.ts';
import { whyNeverHolds } from '../../src/roles/lint/never-holds.ts';
import type { Condition, RolePolicy } from '../../src/roles/policy.ts';
import { aPolicy, aRule } from '../support/a-policy.ts';

const summaryOf = (policy: RolePolicy): readonly string[] =>
  lintPolicy(policy).map(({ severity, code, path }: LintFinding) => `${severity} ${code} ${path}`);
const LEADS: Condition = { attribute: 'groups', equals: 'CC-Leads' };

/** Any condition over these attributes and values, and any assertion that has them. */
function anyOf(name: fc.Arbitrary<string>, value: fc.Arbitrary<string>) {
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { depthSize: 'small' },
      fc.record({ attribute: name, equals: value }),
      fc.record({ attribute: name, in: fc.array(value, { maxLength: 2 }) }),
      fc.record({ attribute: name, matches: fc.constantFrom('a.*', '(') }),
      fc.record({ attribute: name, is: fc.constantFrom('absent', 'empty', 'present') }),
      fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
      fc.record({ not: tie('condition') }),
    ),
  }));
  const arrived = fc
    .array(fc.tuple(name, fc.array(value, { maxLength: 3 })), { maxLength: 2 })
    .map((entries) => new Map(entries));
  return { condition, arrived };
}

describe('nothing is said', () => {
  test.each<{ name: string; policy: RolePolicy }>([
    { name: 'of the plain policy', policy: aPolicy() },
    {
      name: 'of two rules of one condition that grant different roles',
      policy: aPolicy({ rules: [aRule(LEADS, ['agent'], { name: 'a' }), aRule(LEADS, ['supervisor'], { name: 'b' })] }),
    },
    {
      name: 'of two values that one attribute can both have',
      policy: aPolicy({ rules: [aRule({ all: [LEADS, { attribute: 'groups', equals: 'CC-Agents' }] }, ['agent'])] }),
    },
    {
      name: 'of a state beside a comparison that fits it',
      policy: aPolicy({ rules: [aRule({ all: [LEADS, { attribute: 'groups', is: 'present' }] }, ['agent'])] }),
    },
    {
      name: 'of a value with a comma where only roles are split',
      policy: aPolicy({ rules: [aRule({ attribute: 'memberOf', equals: 'CN=a,OU=b' }, ['agent'])] }),
    },
    {
      name: 'of an alias to itself where direct is off',
      policy: aPolicy({ direct: false, aliases: new Map([['agent', 'agent']]) }),
    },
    {
      name: 'of an earlier rule above the ceiling that would cover a lower role',
      policy: aPolicy({
        ceiling: 'supervisor',
        rules: [aRule(LEADS, ['admin', 'wfo.team_leader', 'agent']), aRule(LEADS, ['supervisor'], { name: 'b' })],
      }),
    },
    {
      name: 'of a later rule that sets something',
      policy: aPolicy({
        rules: [aRule(LEADS, ['admin']), aRule(LEADS, ['agent'], { name: 'b', set: new Map([['tier', 'x']]) })],
      }),
    },
    {
      name: 'of wfo grants in a policy whose rules alone give supervisor',
      policy: aPolicy({ direct: false, rules: [aRule(LEADS, ['supervisor', 'wfo.team_leader'])] }),
    },
    {
      name: 'of the negation of a value',
      policy: aPolicy({ rules: [aRule({ not: LEADS }, ['agent'])] }),
    },
  ])('$name', ({ policy }) => {
    expect(lintPolicy(policy)).toEqual([]);
  });
});

describe('a rule that never matches', () => {
  test.each<{ when: Condition; why: RegExp }>([
    { when: { attribute: 'groups', equals: '' }, why: /empty value/ },
    { when: { attribute: 'groups', equals: ' ' }, why: /empty value/ },
    { when: { attribute: 'groups', equals: ' CC' }, why: /blanks around it/ },
    { when: { attribute: 'groups', in: [] }, why: /lists no value/ },
    { when: { attribute: 'groups', in: ['', ' x'] }, why: /empty value.*blanks/ },
    { when: { attribute: 'roles', equals: 'a,b' }, why: /separator “,”/ },
    { when: { all: [LEADS, { attribute: 'groups', is: 'absent' }] }, why: /two states at once/ },
    { when: { all: [LEADS, { attribute: 'groups', is: 'empty' }] }, why: /two states at once/ },
    { when: { all: [{ not: LEADS }, { attribute: 'groups', is: 'absent' }] }, why: /two states at once/ },
    {
      when: { all: [{ attribute: 'a', is: 'absent' }, { all: [{ attribute: 'a', is: 'empty' }] }] },
      why: /two states at once/,
    },
    { when: { all: [LEADS, { not: { attribute: 'groups', is: 'present' } }] }, why: /two states at once/ },
    { when: { all: [LEADS, { not: LEADS }] }, why: /its opposite/ },
    {
      when: {
        any: [
          { attribute: 'a', in: [] },
          { attribute: 'b', equals: '' },
        ],
      },
      why: /no value; an empty value/,
    },
    { when: { all: [LEADS, { attribute: 'a', in: [] }] }, why: /lists no value/ },
  ])('$when', ({ when, why }) => {
    const place = { file: 'f.yaml', line: 2, column: 3 };
    expect(lintPolicy(aPolicy({ rules: [aRule(when, ['agent'], { name: 'odd', place })] }))).toEqual([
      {
        severity: 'error',
        code: 'RULE_NEVER_MATCHES',
        path: 'roles.rules[0].when',
        rule: 'odd',
        place,
        message: expect.stringMatching(why),
      },
    ]);
  });

  test('is never one that matches some assertion', () => {
    const name = fc.constantFrom('groups', 'roles');
    const value = fc.constantFrom('a', 'b', '', ' a', 'a,b');
    const { condition, arrived } = anyOf(name, value);
    fc.assert(
      fc.property(condition, arrived, (when, attributes) => {
        const policy = aPolicy();
        const { verdict } = evaluate(when, createAttributeReader(attributes, policy));
        expect(verdict === 'holds' ? whyNeverHolds(when, policy) : undefined).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a rule is shadowed', () => {
  const groups = (values: readonly string[]): Condition => ({ attribute: 'groups', in: values });
  const site: Condition = { attribute: 'site', equals: 'north' };
  const present: Condition = { attribute: 'groups', is: 'present' };
  test.each<{ name: string; narrow: Condition; broad: Condition }>([
    { name: 'fewer values', narrow: LEADS, broad: groups(['CC-Leads', 'CC-Agents']) },
    { name: 'a value, where any value will do', narrow: LEADS, broad: present },
    { name: 'one condition more', narrow: { all: [site, LEADS] }, broad: LEADS },
    { name: 'one alternative less', narrow: LEADS, broad: { any: [site, LEADS] } },
    { name: 'alternatives that each are broader', narrow: { any: [LEADS, groups(['b'])] }, broad: present },
    { name: 'all of several', narrow: { all: [LEADS, site] }, broad: { all: [present, site] } },
  ])('by a broader one that grants as much, before it or after it: $name', ({ narrow, broad }) => {
    const [small, large] = [
      aRule(narrow, ['agent'], { name: 'small' }),
      aRule(broad, ['supervisor'], { name: 'large' }),
    ];
    expect(lintPolicy(aPolicy({ rules: [large, small] }))).toMatchObject([
      {
        severity: 'warning',
        code: 'RULE_SHADOWED',
        rule: 'small',
        path: 'roles.rules[1]',
        message: '“small” adds nothing: “large” matches whenever it does and grants as much.',
      },
    ]);
    expect(summaryOf(aPolicy({ rules: [small, large] }))).toEqual(['warning RULE_SHADOWED roles.rules[0]']);
  });

  test.each<{ name: string; narrow: Condition; broad: Condition }>([
    { name: 'one value more', narrow: groups(['CC-Leads', 'x']), broad: LEADS },
    { name: 'another attribute', narrow: LEADS, broad: { attribute: 'site', is: 'present' } },
    { name: 'a pattern', narrow: LEADS, broad: { attribute: 'groups', matches: 'CC-Leads' } },
    { name: 'a negation', narrow: LEADS, broad: { not: groups(['x']) } },
    { name: 'one alternative more', narrow: { any: [LEADS, site] }, broad: LEADS },
  ])('never where it is not sure: $name', ({ narrow, broad }) => {
    const rules = [aRule(broad, ['supervisor'], { name: 'a' }), aRule(narrow, ['agent'], { name: 'b' })];
    expect(lintPolicy(aPolicy({ rules }))).toEqual([]);
  });

  test('whatever a condition is said to imply holds when it does', () => {
    const name = fc.constantFrom('groups', 'site');
    const value = fc.constantFrom('a', 'b', '');
    const { condition, arrived } = anyOf(name, value);
    fc.assert(
      fc.property(condition, condition, arrived, (narrow, broad, attributes) => {
        const reader = createAttributeReader(attributes, aPolicy());
        const both = [narrow, broad].map((each) => evaluate(each, reader).verdict);
        expect(implies(narrow, broad) && both[0] === 'holds' ? both[1] : 'holds').toBe('holds');
      }),
      { numRuns: 5000 },
    );
  });
});

test.each([
  ['a blank that does not break', 'CC\u00a0Leads', '“CC\\u{a0}Leads”'],
  ['a character without width', 'CC-Leads\u200b', '“CC-Leads\\u{200b}”'],
  ['a mark of direction', '\u202eCC-Leads', '“\\u{202e}CC-Leads”'],
])('%s in a value, a name or an alias is pointed out', (_, text, shown) => {
  const rules = [
    aRule({ not: { attribute: 'groups', equals: text } }, ['agent'], { name: 'a' }),
    aRule({ attribute: text, in: ['x', text] }, ['agent'], { name: 'b' }),
  ];
  const message = expect.stringContaining(`characters that nobody sees: ${shown}. Type it anew`);
  expect(lintPolicy(aPolicy({ rules, aliases: new Map([[text, 'agent']]) }))).toMatchObject([
    { severity: 'warning', code: 'INVISIBLE_CHARACTER', path: 'roles.rules[0].when', message },
    { severity: 'warning', code: 'INVISIBLE_CHARACTER', path: 'roles.rules[1].when', message },
    { severity: 'warning', code: 'INVISIBLE_CHARACTER', path: `roles.aliases[${JSON.stringify(text)}]`, message },
  ]);
});

describe('a finding', () => {
  test.each<{ name: string; policy: RolePolicy; findings: readonly string[] }>([
    {
      name: 'of an empty all',
      policy: aPolicy({ rules: [aRule({ all: [] }, ['agent'])] }),
      findings: ['error CONDITION_EMPTY roles.rules[0].when'],
    },
    {
      name: 'of an empty any deep inside',
      policy: aPolicy({ rules: [aRule({ not: { all: [{ any: [] }, LEADS] } }, ['agent'])] }),
      findings: ['error CONDITION_EMPTY roles.rules[0].when'],
    },
    {
      name: 'of a pattern that cannot be used',
      policy: aPolicy({ rules: [aRule({ not: { attribute: 'groups', matches: '(?=a)' } }, ['agent'])] }),
      findings: ['error PATTERN_INVALID roles.rules[0].when'],
    },
    {
      name: 'of a rule without effect',
      policy: aPolicy({ rules: [aRule(LEADS)] }),
      findings: ['warning RULE_WITHOUT_EFFECT roles.rules[0]'],
    },
    {
      name: 'of a repeated name',
      policy: aPolicy({ rules: [aRule(LEADS, ['agent']), aRule({ not: LEADS }, ['agent'])] }),
      findings: ['warning RULE_NAME_REPEATED roles.rules[1].name'],
    },
    {
      name: 'of a repeated grant',
      policy: aPolicy({ rules: [aRule(LEADS, ['agent', 'wfo.team_leader', 'agent'])] }),
      findings: ['warning GRANT_REPEATED roles.rules[0].grant'],
    },
    {
      name: 'of a rule that grants only above the ceiling',
      policy: aPolicy({ ceiling: 'supervisor', rules: [aRule(LEADS, ['admin', 'wfo.team_leader'])] }),
      findings: ['warning GRANT_ABOVE_CEILING roles.rules[0].grant'],
    },
    {
      name: 'of an alias above the ceiling',
      policy: aPolicy({ ceiling: 'supervisor', aliases: new Map([['Chief', 'admin']]) }),
      findings: ['warning GRANT_ABOVE_CEILING roles.aliases["Chief"]'],
    },
    {
      name: 'of a default above the ceiling',
      policy: aPolicy({ ceiling: 'agent', default: 'admin' }),
      findings: ['error DEFAULT_ABOVE_CEILING roles.default'],
    },
    {
      name: 'of names that rules cannot set',
      policy: aPolicy({
        rules: [
          aRule(LEADS, [], {
            set: new Map([
              ['roles', 'admin'],
              ['tier', 'x'],
              ['channel.voice.capacity', '1'],
            ]),
          }),
        ],
      }),
      findings: ['error ATTRIBUTE_NOT_SETTABLE roles.rules[0].set', 'error ATTRIBUTE_NOT_SETTABLE roles.rules[0].set'],
    },
    {
      name: 'of a rule shadowed by an equal one',
      policy: aPolicy({
        rules: [aRule(LEADS, ['supervisor', 'wfo.team_leader']), aRule(LEADS, ['wfo.team_leader'], { name: 'b' })],
      }),
      findings: ['warning RULE_SHADOWED roles.rules[1]'],
    },
    {
      name: 'of a rule shadowed by a higher role',
      policy: aPolicy({
        rules: [
          aRule({ attribute: 'g', equals: 'x' }, ['admin']),
          aRule({ equals: 'x', attribute: 'g' }, ['agent'], { name: 'b' }),
        ],
      }),
      findings: ['warning RULE_SHADOWED roles.rules[1]'],
    },
    {
      name: 'of an alias to itself',
      policy: aPolicy({ aliases: new Map([['agent', 'agent']]) }),
      findings: ['warning ALIAS_TO_ITSELF roles.aliases["agent"]'],
    },
    {
      name: 'of aliases that never match',
      policy: aPolicy({
        aliases: new Map([
          ['', 'agent'],
          ['Chief ', 'agent'],
          ['a,b', 'agent'],
        ]),
      }),
      findings: [
        'error ALIAS_NEVER_MATCHES roles.aliases[""]',
        'error ALIAS_NEVER_MATCHES roles.aliases["Chief "]',
        'error ALIAS_NEVER_MATCHES roles.aliases["a,b"]',
      ],
    },
    {
      name: 'of wfo grants under a ceiling of agent',
      policy: aPolicy({
        ceiling: 'agent',
        aliases: new Map([['QM', 'wfo.quality_manager']]),
        rules: [aRule(LEADS, ['agent', 'wfo.team_leader'])],
      }),
      findings: [
        'warning INSIGHTS_ONLY_FOR_AGENTS roles.rules[0].grant',
        'warning INSIGHTS_ONLY_FOR_AGENTS roles.aliases["QM"]',
      ],
    },
    {
      name: 'of wfo grants where only agents come to be',
      policy: aPolicy({ direct: false, rules: [aRule(LEADS, ['agent', 'wfo.team_leader'])] }),
      findings: ['warning INSIGHTS_ONLY_FOR_AGENTS roles.rules[0].grant'],
    },
    {
      name: 'of a policy that lets nobody in',
      policy: aPolicy({ direct: false }),
      findings: ['error NOBODY_GETS_IN roles'],
    },
  ])('$name', ({ policy, findings }) => {
    expect(summaryOf(policy)).toEqual(findings);
  });
});
