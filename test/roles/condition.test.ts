import { createAttributeReader } from '../../src/roles/attribute-reader.ts';
import { evaluate, testsOf } from '../../src/roles/condition.ts';
import type { Finding } from '../../src/roles/condition.ts';
import type { Attributes } from '../../src/roles/attributes.ts';
import { matchesWhole, PATTERN_LIMIT, patternProblem } from '../../src/roles/pattern.ts';
import type { Condition } from '../../src/roles/policy.ts';
import { aPolicy, attributes } from '../support/a-policy.ts';

const found = (condition: Condition, arrived: Attributes): Finding =>
  evaluate(condition, createAttributeReader(arrived, aPolicy()));

const arrived = attributes({
  groups: ['CC-Agents', ' CC-Leads ', ''],
  department: 'Sales',
  roles: 'a, b',
  blank: ' ',
  none: [],
});
const groups = (value: string) => ({ attribute: 'groups', equals: value });
const HOLDS: Condition = groups('CC-Agents');
const FAILS: Condition = groups('Nobody');
const UNDECIDED: Condition = { attribute: 'missing', equals: 'x' };

describe('a comparison', () => {
  test.each<{ condition: Condition; verdict: string; matched?: readonly string[] }>([
    { condition: groups('CC-Agents'), verdict: 'holds', matched: ['CC-Agents'] },
    { condition: groups('CC-Leads'), verdict: 'holds', matched: ['CC-Leads'] },
    { condition: groups('cc-agents'), verdict: 'fails' },
    { condition: groups('CC-'), verdict: 'fails' },
    { condition: groups(''), verdict: 'fails' },
    {
      condition: { attribute: 'groups', in: ['CC-Leads', 'CC-Agents', 'X'] },
      verdict: 'holds',
      matched: ['CC-Agents', 'CC-Leads'],
    },
    { condition: { attribute: 'groups', in: [] }, verdict: 'fails' },
    { condition: { attribute: 'groups', matches: 'CC-.*' }, verdict: 'holds', matched: ['CC-Agents', 'CC-Leads'] },
    { condition: { attribute: 'groups', matches: 'CC-A' }, verdict: 'fails' },
    { condition: { attribute: 'groups', matches: '(?i)cc-agents' }, verdict: 'holds', matched: ['CC-Agents'] },
    { condition: { attribute: 'groups', matches: 'X|CC-Agents' }, verdict: 'holds', matched: ['CC-Agents'] },
    { condition: { attribute: 'groups', matches: '(' }, verdict: 'undecided' },
    { condition: { attribute: 'Groups', equals: 'CC-Agents' }, verdict: 'undecided' },
    { condition: { attribute: 'blank', equals: ' ' }, verdict: 'undecided' },
    { condition: { attribute: 'none', matches: '.*' }, verdict: 'undecided' },
    { condition: { attribute: 'roles', equals: 'b' }, verdict: 'holds', matched: ['b'] },
    { condition: { attribute: 'roles', equals: 'a, b' }, verdict: 'fails' },
    { condition: { attribute: '__proto__', equals: 'x' }, verdict: 'undecided' },
  ])('$condition: $verdict', ({ condition, verdict, matched = [] }) => {
    const finding = found(condition, arrived);
    expect(finding.verdict).toBe(verdict);
    expect(finding.matched.map(({ value }) => value)).toEqual(matched);
  });
});

describe('a state', () => {
  test.each([
    ['groups', 'present'],
    ['blank', 'empty'],
    ['none', 'empty'],
    ['missing', 'absent'],
    ['constructor', 'absent'],
  ] as const)('%s is %s and nothing else', (attribute, state) => {
    const verdicts = (['absent', 'empty', 'present'] as const).map((is) => [
      is,
      found({ attribute, is }, arrived).verdict,
    ]);
    expect(verdicts).toEqual(['absent', 'empty', 'present'].map((is) => [is, is === state ? 'holds' : 'fails']));
  });
});

describe('all, any and not', () => {
  test.each<{ condition: Condition; verdict: string }>([
    { condition: { all: [HOLDS, HOLDS] }, verdict: 'holds' },
    { condition: { all: [HOLDS, FAILS] }, verdict: 'fails' },
    { condition: { all: [HOLDS, UNDECIDED] }, verdict: 'undecided' },
    { condition: { all: [UNDECIDED, FAILS] }, verdict: 'fails' },
    { condition: { all: [] }, verdict: 'undecided' },
    { condition: { any: [FAILS, HOLDS] }, verdict: 'holds' },
    { condition: { any: [UNDECIDED, HOLDS] }, verdict: 'holds' },
    { condition: { any: [UNDECIDED, FAILS] }, verdict: 'undecided' },
    { condition: { any: [FAILS, FAILS] }, verdict: 'fails' },
    { condition: { any: [] }, verdict: 'undecided' },
    { condition: { not: HOLDS }, verdict: 'fails' },
    { condition: { not: FAILS }, verdict: 'holds' },
    { condition: { not: UNDECIDED }, verdict: 'undecided' },
    { condition: { not: { not: HOLDS } }, verdict: 'holds' },
    { condition: { not: { all: [] } }, verdict: 'undecided' },
    { condition: { not: { attribute: 'groups', matches: '[' } }, verdict: 'undecided' },
    { condition: { not: { attribute: 'missing', is: 'absent' } }, verdict: 'fails' },
    { condition: { any: [{ attribute: 'missing', is: 'absent' }, { not: UNDECIDED }] }, verdict: 'holds' },
  ])('$condition: $verdict', ({ condition, verdict }) => {
    expect(found(condition, arrived).verdict).toBe(verdict);
  });

  test('the negation of a comparison grants nothing to someone whose attribute did not arrive', () => {
    const notContractor: Condition = { not: groups('Contractors') };
    expect(found(notContractor, attributes({})).verdict).toBe('undecided');
    expect(found(notContractor, attributes({ groups: '' })).verdict).toBe('undecided');
    expect(found(notContractor, attributes({ groups: 'Staff' })).verdict).toBe('holds');
  });

  test('all and any tell every value that made them hold', () => {
    const both: Condition = { all: [HOLDS, { any: [{ attribute: 'department', equals: 'Sales' }, FAILS] }] };
    expect(found(both, arrived).matched).toEqual([
      { attribute: 'groups', value: 'CC-Agents' },
      { attribute: 'department', value: 'Sales' },
    ]);
  });

  test('hold tests at any depth', () => {
    expect(testsOf({ all: [HOLDS, { not: { any: [FAILS, UNDECIDED] } }] })).toEqual([HOLDS, FAILS, UNDECIDED]);
  });
});

describe('a pattern', () => {
  test.each(['(?=x)', '(?<=x)y', '(a)\\1', '[', 'a{1001}', '((a{30}){30}){30}', 'a'.repeat(PATTERN_LIMIT + 1)])(
    '%s cannot be used',
    (pattern) => {
      expect(patternProblem(pattern)).toEqual(expect.any(String));
      expect(matchesWhole(pattern, 'x')).toBeUndefined();
    },
  );

  test.each(['CC-.*', '^CC-(Agents|Leads)$', '(a+)+', '\\p{Lu}\\d{1,3}', 'a'.repeat(PATTERN_LIMIT)])(
    '%s can be used',
    (pattern) => {
      expect(patternProblem(pattern)).toBeUndefined();
    },
  );

  test('that would take a backtracking engine for ever ends', () => {
    expect(matchesWhole('(a|aa)+b', 'a'.repeat(50_000))).toBe(false);
    expect(matchesWhole('(x+x+)+y', 'x'.repeat(50_000))).toBe(false);
  });

  test('keeps its meaning after many others were compiled', () => {
    const numbered = Array.from({ length: 1500 }, (_, index) => matchesWhole(`n${index}`, `n${index}`));
    expect(numbered.every(Boolean)).toBe(true);
    expect(matchesWhole('n0', 'n1')).toBe(false);
  });
});
