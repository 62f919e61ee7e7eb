import { decide } from '../../src/roles/decide.ts';
import type { Attributes } from '../../src/roles/attributes.ts';
import type { RolePolicy } from '../../src/roles/policy.ts';
import { anaWith, aPolicy, attributes } from '../support/a-policy.ts';
import { refusalOf } from '../support/refusal-of.ts';

const decided = (arrived: Attributes, policy: RolePolicy = aPolicy()) =>
  decide({ username: 'ana', attributes: arrived, policy });
const refused = (arrived: Attributes, policy: RolePolicy = aPolicy()) => refusalOf(() => decided(arrived, policy));

describe('email', () => {
  test.each([
    'ana@example.com',
    'ana.ruiz+flex@mail.corp.example',
    "o'neill@example.ie",
    'ana@localhost',
    'josé@bücher.example',
    `${'a'.repeat(64)}@example.com`,
  ])('%s is taken', (email) => {
    const assignment = decided(anaWith('agent', { email: ` ${email}\n` }));
    expect(assignment.email).toBe(email);
    expect(assignment.workerAttributes['email']).toBe(email);
  });

  test.each([
    ['ana', /not an e-mail address/],
    ['@example.com', /not an e-mail address/],
    ['ana@', /not an e-mail address/],
    ['ana@@example.com', /not an e-mail address/],
    ['ana@b@example.com', /not an e-mail address/],
    ['an a@example.com', /not an e-mail address/],
    ['Ana <ana@example.com>', /not an e-mail address/],
    ['ana@example..com', /not an e-mail address/],
    ['ana@.example.com', /not an e-mail address/],
    ['ana@example.com.', /not an e-mail address/],
    ['ana@example.com,eve@example.com', /not an e-mail address/],
    [`${'a'.repeat(65)}@example.com`, /not an e-mail address/],
    ['ana\u0000@example.com', /invisible/],
    ['ana\u202e@example.com', /invisible/],
    ['ana\u200b@example.com', /invisible/],
    ['ana\n@example.com', /invisible/],
    [`ana@${'a.'.repeat(125)}x`, /255 characters, at most 254/],
  ])('%s is refused', (email, reason) => {
    expect(refused(anaWith('agent', { email }))).toMatchObject({
      code: 'ATTRIBUTE_INVALID',
      evidence: { attribute: 'email', value: email, reason: expect.stringMatching(reason) },
    });
  });

  test('with two values is refused, with one value twice it is taken', () => {
    expect(refused(anaWith('agent', { email: ['a@b.example', 'c@d.example'] }))).toMatchObject({
      code: 'ATTRIBUTE_INVALID',
      evidence: { attribute: 'email', reason: expect.stringContaining('several values') },
    });
    expect(decided(anaWith('agent', { email: ['a@b.example', 'a@b.example '] })).email).toBe('a@b.example');
  });
});

describe('full_name', () => {
  test.each([
    'Ana',
    'Ana Ruiz',
    'Jürgen Müller-Łukasz',
    '李小龍',
    'می\u200cخواهم',
    'क्\u200dष',
    'Ana\u00a0Ruiz',
    'x'.repeat(256),
  ])('%s is taken as it is', (name) => {
    const assignment = decided(anaWith('agent', { full_name: name }));
    expect(assignment.fullName).toBe(name);
    expect(assignment.workerAttributes['full_name']).toBe(name);
  });

  test.each([
    ['Ana\u202eziuR', /direction mark/],
    ['Ana\u2066Ruiz', /direction mark/],
    ['Ana\u200fRuiz', /direction mark/],
    ['Ana\u0007Ruiz', /control/],
    ['Ana\nRuiz', /control/],
    ['Ana\ud800Ruiz', /control/],
    ['\u00a0\u200b', /blank/],
    ['\u3164', /blank/],
    ['x'.repeat(257), /257 characters, at most 256/],
  ])('%s is refused', (name, reason) => {
    expect(refused(anaWith('agent', { full_name: name }))).toMatchObject({
      code: 'ATTRIBUTE_INVALID',
      evidence: { attribute: 'full_name', reason: expect.stringMatching(reason) },
    });
  });
});

describe('a required attribute', () => {
  const complete = { email: 'ana@example.com', full_name: 'Ana', roles: 'agent' };
  const without = (name: string): Attributes =>
    attributes(Object.fromEntries(Object.entries(complete).filter(([key]) => key !== name)));

  test.each(['email', 'full_name', 'roles'])('%s is named where it is absent, with all that arrived', (attribute) => {
    expect(refused(without(attribute))).toMatchObject({
      code: 'ATTRIBUTE_MISSING',
      evidence: {
        attribute,
        expected: [attribute],
        state: 'absent',
        received: ['email', 'full_name', 'roles'].filter((name) => name !== attribute),
      },
    });
  });

  test.each(['email', 'full_name', 'roles'])('%s that came empty is told apart from an absent one', (attribute) => {
    expect(refused(attributes({ ...complete, [attribute]: [' '] }))).toMatchObject({
      code: 'ATTRIBUTE_MISSING',
      evidence: { attribute, state: 'empty', received: ['email', 'full_name', 'roles'] },
    });
  });

  test('is not taken from a name that only ends alike', () => {
    const arrived = attributes({ 'urn:claims/email': 'ana@example.com', full_name: 'Ana', roles: 'agent' });
    expect(refused(arrived).evidence).toMatchObject({ attribute: 'email', state: 'absent' });
  });
});

describe('sources', () => {
  const policy = aPolicy({
    attributes: {
      email: [['email'], ['mail']],
      fullName: [['full_name'], ['given', 'family'], ['display']],
    },
  });
  const base = { roles: 'agent' };

  test.each([
    { sent: { email: 'a@b.example', mail: 'c@d.example', display: 'D' }, email: 'a@b.example' },
    { sent: { email: ' ', mail: 'c@d.example', display: 'D' }, email: 'c@d.example' },
    { sent: { mail: 'c@d.example', display: 'D' }, email: 'c@d.example' },
  ])('of email count in the order of preference: $sent', ({ sent, email }) => {
    expect(decided(attributes({ ...base, ...sent }), policy).email).toBe(email);
  });

  test.each([
    { sent: { full_name: 'Full', given: 'G', family: 'F', display: 'D' }, name: 'Full' },
    { sent: { given: 'G', family: 'F', display: 'D' }, name: 'G F' },
    { sent: { given: 'G', display: 'D' }, name: 'D' },
    { sent: { given: 'G', family: '' }, name: 'G' },
    { sent: { family: 'F' }, name: 'F' },
  ])('of full_name are joined where all parts came: $sent becomes $name', ({ sent, name }) => {
    expect(decided(attributes({ ...base, mail: 'c@d.example', ...sent }), policy).fullName).toBe(name);
  });

  test('are all named where none arrived', () => {
    expect(refused(attributes({ ...base, mail: 'c@d.example' }), policy).evidence).toEqual({
      attribute: 'full_name',
      expected: ['full_name', 'given + family', 'display'],
      state: 'absent',
      received: ['mail', 'roles'],
    });
  });

  test('are explained one by one and never copied to the worker', () => {
    const arrived = attributes({ ...base, email: 'a@b.example', mail: 'c@d.example', given: '', display: 'D' });
    const { explanation, workerAttributes } = decided(arrived, policy);
    expect(explanation.attributes.map(({ attribute, outcome, target }) => [attribute, outcome, target])).toEqual([
      ['email', 'used', 'email'],
      ['mail', 'ignored', 'email'],
      ['display', 'used', 'full_name'],
      ['given', 'ignored', 'full_name'],
      ['roles', 'used', 'roles'],
    ]);
    expect(Object.keys(workerAttributes)).toEqual(['email', 'full_name', 'roles']);
  });
});
