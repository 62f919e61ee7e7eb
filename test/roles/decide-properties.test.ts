import * as fc from 'fast-check';
import { judge } from '../../src/roles/decide.ts';
import type { Judgement } from '../../src/roles/decide.ts';
import type { Attributes } from '../../src/roles/attributes.ts';
import { testsOf } from '../../src/roles/condition.ts';
import { compareFlexRoles, FLEX_ROLES, isFlexRole } from '../../src/roles/flex-role.ts';
import { INSIGHTS_ROLES, isInsightsRole } from '../../src/roles/insights-role.ts';
import type { Condition, RolePolicy, Rule, StatePolicy } from '../../src/roles/policy.ts';
import { aPolicy } from '../support/a-policy.ts';

const ROLE_NAMES = [...FLEX_ROLES, ...INSIGHTS_ROLES];
const WORDS = ['CC-Leads', 'CC-Agents', 'Boss', 'x', '', ' ', '12', 'true'];
const NAMES = [
  'roles',
  'groups',
  'department',
  'skill.int',
  'skill',
  'channel.voice.capacity',
  'langs.stringarray',
  '__proto__',
];
const LOOKALIKES = [
  'Admin',
  'ADMIN',
  'аdmin',
  'admin\u200b',
  'supervisor\u00a0',
  'wfo.full-access',
  'flex.readonlyadmin',
];

const aRoleName = fc.constantFrom(...ROLE_NAMES);
const aValue = fc.oneof(
  { weight: 4, arbitrary: aRoleName },
  { weight: 3, arbitrary: fc.constantFrom(...WORDS, ...LOOKALIKES) },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
  { weight: 1, arbitrary: fc.array(aRoleName, { maxLength: 3 }).map((roles) => roles.join(', ')) },
);

const { condition: aCondition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ attribute: fc.constantFrom(...NAMES), equals: aValue }),
    fc.record({ attribute: fc.constantFrom(...NAMES), in: fc.array(aValue, { maxLength: 3 }) }),
    fc.record({ attribute: fc.constantFrom(...NAMES), matches: fc.constantFrom('CC-.*', '.*', 'wfo\\..*', '(') }),
    fc.record({ attribute: fc.constantFrom(...NAMES), is: fc.constantFrom('absent', 'empty', 'present') }),
    fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));

const aRule: fc.Arbitrary<Rule> = fc.record({
  name: fc.constantFrom('one', 'two', 'three'),
  when: aCondition,
  grant: fc.array(aRoleName, { maxLength: 3 }),
  set: fc.constantFrom(new Map(), new Map([['tier', 'gold']]), new Map([['skill', 7]])),
});

const aStatePolicy: fc.Arbitrary<StatePolicy> = fc.record({
  absent: fc.constantFrom('keep', 'clear', 'refuse'),
  empty: fc.constantFrom('keep', 'clear', 'refuse'),
});

const anyPolicy: fc.Arbitrary<RolePolicy> = fc
  .record({
    aliases: fc.array(fc.tuple(fc.constantFrom(...WORDS, 'admin'), aRoleName), { maxLength: 3 }),
    direct: fc.boolean(),
    rules: fc.array(aRule, { maxLength: 4 }),
    default: fc.constantFrom('deny', ...FLEX_ROLES),
    ceiling: fc.constantFrom(...FLEX_ROLES),
    insightsDefault: fc.constantFrom('deny', ...INSIGHTS_ROLES),
    unknown: fc.constantFrom('ignore', 'deny'),
    roleSeparators: fc.constantFrom([], [','], [';', ',']),
    roles: fc.constantFrom([['roles']], [['roles'], ['groups']], [['groups']]),
    states: fc.array(fc.tuple(fc.constantFrom('skill', 'tier', 'langs'), aStatePolicy), { maxLength: 2 }),
    statesDefault: aStatePolicy,
  })
  .map(({ aliases, roles, states, statesDefault, ...rest }) =>
    aPolicy({
      ...rest,
      aliases: new Map(aliases),
      attributes: { roles },
      worker: { states: new Map(states), statesDefault },
    }),
  );

const anyAttributes: fc.Arbitrary<Attributes> = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), fc.array(aValue, { maxLength: 4 })), { maxLength: 6 })
  .map((entries) => new Map([['email', ['ana@example.com']], ['full_name', ['Ana Ruiz']], ...entries]));

const judged = (attributes: Attributes, policy: RolePolicy): Judgement =>
  judge({ username: 'ana@example.com', attributes, policy });
const rolesOf = ({ outcome }: Judgement): readonly string[] | undefined =>
  'assignment' in outcome ? outcome.assignment.roles : undefined;
/** Refusals are errors, whose stack differs: what they say is compared. */
const told = ({ outcome, explanation }: Judgement) =>
  'refusal' in outcome
    ? { code: outcome.refusal.code, evidence: outcome.refusal.evidence, explanation }
    : { assignment: outcome.assignment, explanation };

const holds = (property: (attributes: Attributes, policy: RolePolicy) => void): void =>
  fc.assert(fc.property(anyAttributes, anyPolicy, property), { numRuns: 500 });

test('the order in which attributes and values arrive changes nothing, not even the explanation', () => {
  const shuffled = anyAttributes.chain((attributes) =>
    fc
      .tuple(fc.shuffledSubarray([...attributes], { minLength: attributes.size }), fc.infiniteStream(fc.boolean()))
      .map(([entries, flips]) => ({
        attributes,
        other: new Map(
          entries.map(([name, values]) => [name, flips.next().value === true ? values.toReversed() : values]),
        ),
      })),
  );
  fc.assert(
    fc.property(shuffled, anyPolicy, ({ attributes, other }, policy) => {
      const [first, second] = [judged(attributes, policy), judged(other, policy)];
      expect(told(second)).toEqual(told(first));
      expect(JSON.stringify(told(second))).toBe(JSON.stringify(told(first)));
    }),
    { numRuns: 500 },
  );
});

test('the generators reach grants and refusals of every kind', () => {
  const seen = new Set(
    fc.sample(fc.tuple(anyAttributes, anyPolicy), { numRuns: 2000, seed: 7 }).map(([attributes, policy]) => {
      const { outcome } = judged(attributes, policy);
      return 'refusal' in outcome ? outcome.refusal.code : outcome.assignment.flexRole;
    }),
  );
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'agent',
      'supervisor',
      'admin',
      'ROLE_NOT_GRANTED',
      'ROLE_UNKNOWN',
      'ATTRIBUTE_MISSING',
      'ATTRIBUTE_INVALID',
      'INSIGHTS_ROLE_REQUIRED',
    ]),
  );
});

test('nobody gets above the ceiling', () => {
  holds((attributes, policy) => {
    const [flexRole] = rolesOf(judged(attributes, policy)) ?? ['agent'];
    expect(isFlexRole(flexRole!) && compareFlexRoles(flexRole, policy.ceiling) <= 0).toBe(true);
  });
});

test('an agent has no Insights role, a supervisor and an admin at least one', () => {
  holds((attributes, policy) => {
    const [flexRole, ...insights] = rolesOf(judged(attributes, policy)) ?? ['agent'];
    expect(insights.length > 0).toBe(flexRole !== 'agent');
    expect(insights.every(isInsightsRole)).toBe(true);
  });
});

test('every granted role has a reason, and the granted roles are those of the assignment', () => {
  holds((attributes, policy) => {
    const judgement = judged(attributes, policy);
    const granted = judgement.explanation.roles.filter(({ outcome }) => outcome === 'granted');
    const roles = granted.map(({ role }) => role);
    expect(granted.every(({ because }) => because.length > 0)).toBe(true);
    expect(rolesOf(judgement) ?? roles).toEqual(roles);
  });
});

test('only the default of the policy is granted by default', () => {
  holds((attributes, policy) => {
    const { roles } = judged(attributes, policy).explanation;
    const by = (kind: string) =>
      roles.filter(({ because }) => because.some((reason) => reason.kind === kind)).map(({ role }) => role);
    expect([[], [policy.default]]).toContainEqual(by('default'));
    expect([[], [policy.insightsDefault]]).toContainEqual(by('insights-default'));
  });
});

test('a value that is no role, no alias and read by no rule adds nothing', () => {
  const aNonsense = fc.constantFrom(...LOOKALIKES, 'nobody', 'toString');
  fc.assert(
    fc.property(anyAttributes, anyPolicy, aNonsense, (attributes, policy, nonsense) => {
      const ruleless = { ...policy, rules: [], unknown: 'ignore' } as const;
      const more = new Map([...attributes, ['roles', [...(attributes.get('roles') ?? []), nonsense]]]);
      const before = rolesOf(judged(attributes, ruleless));
      const after = rolesOf(judged(more, ruleless));
      // Where nothing else let the person in, the nonsense must not either.
      expect(after).toEqual(before);
    }),
    { numRuns: 500 },
  );
});

test('an attribute that no rule and no source reads changes no role', () => {
  fc.assert(
    fc.property(anyAttributes, anyPolicy, fc.array(aValue, { maxLength: 3 }), (attributes, policy, values) => {
      const more = new Map([...attributes, ['unread', values]]);
      expect(policy.rules.flatMap(({ when }) => testsOf(when)).some(({ attribute }) => attribute === 'unread')).toBe(
        false,
      );
      expect(judged(more, policy).explanation.roles).toEqual(judged(attributes, policy).explanation.roles);
    }),
    { numRuns: 300 },
  );
});

test('leaving attributes out never grants more, unless a rule or a default says so', () => {
  fc.assert(
    fc.property(anyAttributes, anyPolicy, fc.constantFrom(...NAMES), (attributes, policy, name) => {
      const asksForStates = policy.rules.some(({ when }) => testsOf(when).some((test) => 'is' in test));
      fc.pre(!asksForStates && policy.default === 'deny');
      const fewer = new Map([...attributes].filter(([key]) => key !== name));
      const before = new Set(judged(attributes, policy).explanation.roles.map(({ role }) => role));
      const after = judged(fewer, policy).explanation.roles.filter(
        ({ kind, because }) => kind !== 'unknown' && because.every((reason) => reason.kind !== 'insights-default'),
      );
      expect(after.filter(({ role }) => !before.has(role))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('assignment, explanation and evidence are plain JSON', () => {
  holds((attributes, policy) => {
    const judgement = told(judged(attributes, policy));
    expect(JSON.parse(JSON.stringify(judgement))).toEqual(judgement);
  });
});

test('a name is never both written and cleared, nor both cleared and kept', () => {
  holds((attributes, policy) => {
    const { outcome } = judged(attributes, policy);
    if ('refusal' in outcome) return;
    const { workerAttributes, clear, keep } = outcome.assignment;
    expect(clear.filter((name) => Object.hasOwn(workerAttributes, name))).toEqual([]);
    expect(keep === 'all' ? [] : keep.filter((name) => clear.includes(name))).toEqual([]);
  });
});
