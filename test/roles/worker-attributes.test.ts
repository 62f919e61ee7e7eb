import { decide } from '../../src/roles/decide.ts';
import type { Assignment, AttributeExplanation } from '../../src/roles/assignment.ts';
import type { RolePolicy, StatePolicy } from '../../src/roles/policy.ts';
import { anaWith, aPolicy, aRule, attributes } from '../support/a-policy.ts';
import { refusalOf } from '../support/refusal-of.ts';

type Sent = Readonly<Record<string, string | readonly string[]>>;
const decided = (sent: Sent, policy: RolePolicy = aPolicy()): Assignment =>
  decide({ username: 'ana', attributes: anaWith('agent', sent), policy });
const refused = (sent: Sent, policy: RolePolicy = aPolicy()) => refusalOf(() => decided(sent, policy));
const OURS = ['email', 'full_name', 'roles'];
const others = ({ workerAttributes }: Assignment) =>
  Object.fromEntries(Object.entries(workerAttributes).filter(([name]) => !OURS.includes(name)));
const explained = ({ explanation }: Assignment, name: string): AttributeExplanation | undefined =>
  explanation.attributes.find(({ attribute }) => attribute === name);

test('email, full_name and roles are always written', () => {
  expect(decided({}).workerAttributes).toEqual({ email: 'ana@example.com', full_name: 'Ana Ruiz', roles: ['agent'] });
});

describe('types', () => {
  test.each<{ sent: Sent; stored: object }>([
    { sent: { tier: 'gold' }, stored: { tier: 'gold' } },
    { sent: { 'tier.string': '007' }, stored: { tier: '007' } },
    { sent: { number: '12' }, stored: { number: '12' } },
    { sent: { 'skill.int': '12' }, stored: { skill: 12 } },
    { sent: { 'skill.int': ' -3 ' }, stored: { skill: -3 } },
    { sent: { 'skill.int': '-0' }, stored: { skill: 0 } },
    { sent: { 'skill.int': '9007199254740991' }, stored: { skill: 9_007_199_254_740_991 } },
    { sent: { 'vip.boolean': 'true' }, stored: { vip: true } },
    { sent: { 'vip.boolean': 'False' }, stored: { vip: false } },
    { sent: { 'langs.stringarray': 'en, de ,,fr' }, stored: { langs: ['en', 'de', 'fr'] } },
    { sent: { 'langs.stringarray': ['fr', 'de', 'en'] }, stored: { langs: ['de', 'en', 'fr'] } },
    { sent: { 'langs.stringarray': ['fr', 'de,en'] }, stored: { langs: ['de', 'en', 'fr'] } },
    { sent: { 'langs.stringarray': 'en' }, stored: { langs: ['en'] } },
    { sent: { 'levels.intarray': '3,1,2' }, stored: { levels: [3, 1, 2] } },
    { sent: { 'flags.booleanarray': 'true,false' }, stored: { flags: [true, false] } },
    { sent: { 'a.b.int': '1' }, stored: { 'a.b': 1 } },
    { sent: { 'skill.Int': '1' }, stored: { 'skill.Int': '1' } },
    { sent: { 'skill.INTARRAY': '1,2' }, stored: { 'skill.INTARRAY': '1,2' } },
    { sent: { 'skill.float': '1.5' }, stored: { 'skill.float': '1.5' } },
    { sent: { '.int': '1' }, stored: { '.int': '1' } },
    { sent: { int: '1' }, stored: { int: '1' } },
    { sent: { tags: ['b', 'a', 'b'] }, stored: { tags: 'a,b' } },
    { sent: { team_name_in_hierarchy: 'London,Sales,VIP' }, stored: { team_name_in_hierarchy: 'London,Sales,VIP' } },
  ])('$sent is stored as $stored', ({ sent, stored }) => {
    expect(others(decided(sent))).toEqual(stored);
  });

  test.each([
    { name: 'skill.int', value: 'a', reason: 'it is not a whole number' },
    { name: 'skill.int', value: '1.23', reason: 'it is not a whole number' },
    { name: 'skill.int', value: '1e3', reason: 'it is not a whole number' },
    { name: 'skill.int', value: '0x10', reason: 'it is not a whole number' },
    { name: 'skill.int', value: '١٢', reason: 'it is not a whole number' },
    { name: 'skill.int', value: '9007199254740992', reason: 'it is not a whole number' },
    { name: 'skill.int', value: ['1', '2'], reason: 'it has several values, one is expected' },
    { name: 'vip.boolean', value: 'yes', reason: 'it is not true or false' },
    { name: 'vip.boolean', value: '1', reason: 'it is not true or false' },
    { name: 'levels.intarray', value: '1,b', reason: 'it is not a whole number' },
    { name: 'flags.booleanarray', value: ['true', 'maybe'], reason: 'it is not true or false' },
  ])('$name = $value refuses the login', ({ name, value, reason }) => {
    expect(refused({ [name]: value })).toMatchObject({
      code: 'ATTRIBUTE_INVALID',
      evidence: { attribute: name, reason },
    });
  });

  test('one stored name under two names of the IdP is refused, unless one of them is empty', () => {
    expect(refused({ skill: '1', 'skill.int': '1' })).toMatchObject({
      code: 'ATTRIBUTE_INVALID',
      evidence: { attribute: 'skill', reason: expect.stringContaining('“skill.int”') },
    });
    const assignment = decided({ skill: '', 'skill.int': '1' });
    expect(others(assignment)).toEqual({ skill: 1 });
    expect(assignment.clear).toEqual([]);
    expect(explained(assignment, 'skill')).toMatchObject({ state: 'empty', outcome: 'ignored', target: 'skill' });
  });
});

test.each(['department', 'location', 'manager', 'phone', 'team_id', 'team_name', 'team_name_in_hierarchy'])(
  'the Insights attribute %s passes as a string',
  (name) => {
    expect(others(decided({ [name]: '42' }))).toEqual({ [name]: '42' });
  },
);

describe('names that are never written', () => {
  test.each([
    'team_sid',
    'routing',
    'disabled_skills',
    'roles.stringarray',
    'email.string',
    'full_name.string',
    'team_sid.string',
  ])('%s, as others own it or it is decided elsewhere', (name) => {
    const assignment = decided({ [name]: 'admin' });
    expect(assignment.workerAttributes).toEqual(decided({}).workerAttributes);
    expect(assignment.clear).toEqual([]);
    expect(explained(assignment, name)).toMatchObject({ outcome: 'ignored', text: expect.stringContaining(name) });
  });

  test('roles, where the roles come from another attribute', () => {
    const policy = aPolicy({ attributes: { roles: [['groups']] } });
    const arrived = attributes({ email: 'a@b.example', full_name: 'A', groups: 'agent', roles: 'admin' });
    const assignment = decide({ username: 'ana', attributes: arrived, policy });
    expect(assignment.workerAttributes['roles']).toEqual(['agent']);
    expect(explained(assignment, 'roles')).toMatchObject({ outcome: 'ignored' });
  });

  test.each(['__proto__', 'constructor', 'prototype', '__proto__.string', 'constructor.int'])(
    '%s, which programs give a meaning to',
    (name) => {
      const arrived = attributes([...anaWith('agent'), [name, ['polluted']]]);
      const assignment = decide({ username: 'ana', attributes: arrived, policy: aPolicy() });
      expect(Object.keys(assignment.workerAttributes)).toEqual(OURS);
      expect(Object.getPrototypeOf(assignment.workerAttributes)).toBe(Object.prototype);
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
      expect(explained(assignment, name)).toMatchObject({
        outcome: 'ignored',
        text: expect.stringContaining('has a meaning of its own'),
      });
    },
  );

  test('__proto__, also where a rule sets it', () => {
    const set = new Map([
      ['__proto__', 'x'],
      ['team_sid', 'QO1'],
      ['roles', 'admin'],
    ]);
    const rules = [aRule({ attribute: 'roles', equals: 'agent' }, [], { set })];
    expect(decided({}, aPolicy({ rules })).workerAttributes).toEqual(decided({}).workerAttributes);
  });

  test('names that only look alike are plain attributes', () => {
    expect(others(decided({ toString: 'x', Roles: 'y', TEAM_SID: 'z' }))).toEqual({
      toString: 'x',
      Roles: 'y',
      TEAM_SID: 'z',
    });
  });
});

describe('what is passed', () => {
  const policy = aPolicy({ worker: { pass: new Set(['department', 'skill.int', 'langs']) } });

  test('is limited to the names in worker.pass, with or without the suffix', () => {
    const sent = { department: 'Sales', 'skill.int': '1', 'langs.stringarray': 'en', phone: '1', skill: '' };
    const assignment = decided(sent, policy);
    expect(others(assignment)).toEqual({ department: 'Sales', skill: 1, langs: ['en'] });
    expect(explained(assignment, 'phone')).toMatchObject({
      outcome: 'ignored',
      text: '“phone” is not copied: worker.pass does not list it.',
    });
  });

  test('counts for worker channels too', () => {
    expect(decided({ 'channel.voice.capacity': '1' }, policy).channels).toEqual([]);
  });

  test('leaves out what only rules read, and says so', () => {
    const rules = [aRule({ any: [{ attribute: 'groups', equals: 'x' }] })];
    const assignment = decided({ groups: 'y' }, aPolicy({ rules, worker: { pass: new Set() } }));
    expect(others(assignment)).toEqual({});
    expect(explained(assignment, 'groups')).toMatchObject({
      outcome: 'used',
      text: '“groups” is read by rules and not copied: worker.pass does not list it.',
    });
  });

  test('does not hold back a value that is not copied but malformed', () => {
    expect(others(decided({ 'level.int': 'high' }, policy))).toEqual({});
  });
});

describe('worker channels', () => {
  test('are made of availability and capacity, sorted by name, and no plain attributes', () => {
    const assignment = decided({
      'channel.voice.capacity': '1',
      'channel.voice.availability': 'true',
      'channel.chat.capacity.int': '50',
      'channel.sms.availability.boolean': 'false',
      'channel.custom-1.capacity': '0',
    });
    expect(assignment.channels).toEqual([
      { taskChannel: 'chat', capacity: 50 },
      { taskChannel: 'custom-1', capacity: 0 },
      { taskChannel: 'sms', available: false },
      { taskChannel: 'voice', available: true, capacity: 1 },
    ]);
    expect(others(assignment)).toEqual({});
    expect(explained(assignment, 'channel.voice.capacity')).toMatchObject({
      outcome: 'passed',
      target: 'channel.voice.capacity',
      text: expect.stringContaining('sets the capacity of the worker channel “voice”'),
    });
  });

  test.each([
    { name: 'channel.voice.capacity', value: '51', reason: /between 0 and 50/ },
    { name: 'channel.voice.capacity', value: '-1', reason: /between 0 and 50/ },
    { name: 'channel.voice.capacity', value: '1.5', reason: /whole number/ },
    { name: 'channel.voice.capacity', value: ['1', '2'], reason: /several values/ },
    { name: 'channel.voice.availability', value: 'on', reason: /true or false/ },
    { name: 'channel.a/b.capacity', value: '1', reason: /no TaskChannel/ },
    { name: `channel.${'x'.repeat(65)}.capacity`, value: '1', reason: /no TaskChannel/ },
  ])('$name = $value refuses the login', ({ name, value, reason }) => {
    expect(refused({ [name]: value })).toMatchObject({
      code: 'ATTRIBUTE_INVALID',
      evidence: { attribute: name, reason: expect.stringMatching(reason) },
    });
  });

  test('without a value stay as they are', () => {
    const assignment = decided({ 'channel.voice.capacity': '' });
    expect(assignment).toMatchObject({ channels: [], clear: [], keep: 'all' });
    expect(explained(assignment, 'channel.voice.capacity')).toMatchObject({ state: 'empty', outcome: 'kept' });
  });

  test.each(['channel.voice', 'channel.voice.colour', 'channel.capacity', 'channels.voice.capacity'])(
    '%s is a plain attribute',
    (name) => {
      expect(others(decided({ [name]: '1' }))).toEqual({ [name]: '1' });
    },
  );
});

describe('team_member and team_owner', () => {
  test.each(['team_member', 'team_owner', 'team_member.string'])('%s is left out and explained', (name) => {
    const assignment = decided({ [name]: 'Sales' });
    expect(others(assignment)).toEqual({});
    expect(explained(assignment, name)).toMatchObject({
      outcome: 'ignored',
      text: expect.stringContaining('Flex Teams'),
    });
  });

  test('refuse the login where the policy says so and a value came', () => {
    const policy = aPolicy({ worker: { teams: 'refuse' } });
    expect(refused({ team_member: 'Sales' }, policy)).toMatchObject({
      code: 'ATTRIBUTE_INVALID',
      evidence: { attribute: 'team_member', value: 'Sales' },
    });
    expect(others(decided({ team_owner: '' }, policy))).toEqual({});
  });
});

describe('attributes that Flex acts on', () => {
  test.each([
    ['contact_uri', 'client:ana_40example_2Ecom'],
    ['contact_uri', 'sip:ana@pbx.example.com'],
    ['contact_uri', 'sips:ana@pbx.example.com;transport=tls'],
    ['contact_uri', '+442071838750'],
    ['image_url', 'https://example.com/a.png?s=1'],
    ['image_url', 'http://example.com/a.png'],
    ['image_url.string', 'https://example.com/a.png'],
  ])('%s takes %s', (name, value) => {
    expect(others(decided({ [name]: value }))).toEqual({ [name.replace('.string', '')]: value });
  });

  test.each([
    ['contact_uri', '442071838750'],
    ['contact_uri', '+0442071838750'],
    ['contact_uri', '+1234567890123456'],
    ['contact_uri', 'client:'],
    ['contact_uri', 'client:ana@example.com'],
    ['contact_uri', 'tel:+442071838750'],
    ['contact_uri', 'javascript:alert(1)'],
    ['contact_uri', 'sip:ana'],
    ['contact_uri', 'sip:a b@example.com'],
    ['contact_uri', 'sip:ana\u202e@example.com'],
    ['contact_uri.int', '442071838750'],
    ['image_url', 'javascript:alert(1)'],
    ['image_url', 'java\nscript:alert(1)'],
    ['image_url', 'data:image/png;base64,AAAA'],
    ['image_url', '/a.png'],
    ['image_url', 'https://'],
    ['image_url', 'https://example.com/\u202egpj.exe'],
    ['image_url.stringarray', 'https://example.com/a.png'],
  ])('%s refuses %s', (name, value) => {
    expect(refused({ [name]: value })).toMatchObject({
      code: 'ATTRIBUTE_INVALID',
      evidence: { attribute: name.replace(/\.(int|stringarray)$/, '') },
    });
  });
});

describe('what is not present', () => {
  const keep = { absent: 'keep', empty: 'keep' } as const;
  const clear = { absent: 'clear', empty: 'clear' } as const;
  const refuse = { absent: 'refuse', empty: 'refuse' } as const;

  test.each([
    { name: 'kept by default: all stays', statesDefault: keep, sent: { a: '' }, clear: [], keep: 'all' },
    {
      name: 'cleared when empty',
      statesDefault: { absent: 'keep', empty: 'clear' },
      sent: { a: '' },
      clear: ['a'],
      keep: 'all',
    },
    { name: 'cleared when absent: nothing stays', statesDefault: clear, sent: {}, clear: [], keep: [] },
    {
      name: 'cleared when absent, kept when empty',
      statesDefault: { absent: 'clear', empty: 'keep' },
      sent: { a: '' },
      clear: [],
      keep: ['a'],
    },
    { name: 'refused by default without a name to expect', statesDefault: refuse, sent: {}, clear: [], keep: 'all' },
  ] as const)('$name', ({ statesDefault, sent, clear: cleared, keep: kept }) => {
    expect(decided(sent, aPolicy({ worker: { statesDefault } }))).toMatchObject({ clear: cleared, keep: kept });
  });

  test.each([
    {
      name: 'absent attribute of its own policy is cleared',
      states: clear,
      sent: {},
      expected: { clear: ['a'], keep: 'all' },
    },
    {
      name: 'empty attribute of its own policy is kept',
      states: keep,
      sent: { a: ' ' },
      expected: { clear: [], keep: 'all' },
    },
    { name: 'suffix does not matter', states: clear, sent: { 'a.int': '' }, expected: { clear: ['a'], keep: 'all' } },
    {
      name: 'present attribute needs no policy',
      states: refuse,
      sent: { a: 'x' },
      expected: { clear: [], keep: 'all' },
    },
  ])('$name', ({ states, sent, expected }) => {
    const policy = aPolicy({ worker: { states: new Map([['a', states]]) } });
    expect(decided(sent, policy)).toMatchObject(expected);
  });

  test('an attribute with a keep of its own stays where others are cleared', () => {
    const policy = aPolicy({ worker: { statesDefault: clear, states: new Map([['a', keep]]) } });
    const assignment = decided({}, policy);
    expect(assignment).toMatchObject({ clear: [], keep: ['a'] });
    expect(explained(assignment, 'a')).toMatchObject({ state: 'absent', outcome: 'kept' });
  });

  test.each([
    { sent: {}, state: 'absent' },
    { sent: { skill: '' }, state: 'empty' },
  ])('an attribute that must come refuses the login where it is $state', ({ sent, state }) => {
    const policy = aPolicy({ worker: { states: new Map([['skill', refuse]]) } });
    expect(refused(sent, policy)).toMatchObject({
      code: 'ATTRIBUTE_MISSING',
      evidence: { attribute: 'skill', expected: ['skill'], state },
    });
  });

  test('every name in worker.pass is expected', () => {
    const worker = { pass: new Set(['skill.int']), statesDefault: refuse };
    expect(refused({}, aPolicy({ worker })).evidence).toMatchObject({ attribute: 'skill', state: 'absent' });
    expect(others(decided({ 'skill.int': '1' }, aPolicy({ worker })))).toEqual({ skill: 1 });
  });

  test('nothing is said about names that are never copied', () => {
    const states = new Map<string, StatePolicy>([
      ['roles', refuse],
      ['team_sid', clear],
    ]);
    expect(decided({}, aPolicy({ worker: { states } })).clear).toEqual([]);
  });
});

describe('attributes that rules set', () => {
  const gold = aRule({ attribute: 'groups', equals: 'Gold' }, [], {
    name: 'gold',
    set: new Map<string, string | readonly string[]>([
      ['tier', 'gold'],
      ['queues', ['vip', 'all']],
    ]),
  });
  const all = aRule({ attribute: 'groups', is: 'present' }, [], { name: 'all', set: new Map([['tier', 'basic']]) });

  test('are written where the rule matches', () => {
    const assignment = decided({ groups: 'Gold' }, aPolicy({ rules: [gold] }));
    expect(others(assignment)).toMatchObject({ tier: 'gold', queues: ['vip', 'all'] });
    expect(explained(assignment, 'tier')).toEqual({
      attribute: 'tier',
      state: 'absent',
      outcome: 'set',
      target: 'tier',
      text: '“gold” sets the worker attribute “tier”.',
    });
  });

  test('are removed where no rule matches any more', () => {
    const assignment = decided({ groups: 'Silver' }, aPolicy({ rules: [gold] }));
    expect(assignment).toMatchObject({ clear: ['queues', 'tier'], keep: 'all' });
    expect(explained(assignment, 'tier')).toMatchObject({ outcome: 'cleared' });
  });

  test('stay where their own policy keeps them', () => {
    const worker = { states: new Map([['tier', { absent: 'keep', empty: 'keep' } as const]]) };
    expect(decided({ groups: 'Silver' }, aPolicy({ rules: [gold], worker })).clear).toEqual(['queues']);
  });

  test('are those of the later rule where two set one name', () => {
    expect(others(decided({ groups: 'Gold' }, aPolicy({ rules: [gold, all] })))).toMatchObject({ tier: 'basic' });
    expect(others(decided({ groups: 'Gold' }, aPolicy({ rules: [all, gold] })))).toMatchObject({ tier: 'gold' });
  });

  test.each(['platinum', ''])('win over the value “%s” of the IdP', (sent) => {
    const assignment = decided({ groups: 'Gold', tier: sent }, aPolicy({ rules: [gold] }));
    expect(others(assignment)).toMatchObject({ tier: 'gold' });
    expect(assignment.clear).toEqual([]);
    expect(assignment.explanation.attributes.filter(({ target }) => target === 'tier')).toMatchObject([
      { outcome: 'set' },
      { outcome: 'ignored', text: expect.stringContaining('a rule sets “tier”') },
    ]);
  });

  test('are checked like those of the IdP', () => {
    const set = new Map([['image_url', 'javascript:alert(1)']]);
    const rules = [aRule({ attribute: 'roles', equals: 'agent' }, [], { set })];
    expect(refused({}, aPolicy({ rules })).code).toBe('ATTRIBUTE_INVALID');
  });
});

describe('the size of all attributes', () => {
  const base = JSON.stringify({ email: 'ana@example.com', full_name: 'Ana Ruiz', roles: ['agent'], x: '' }).length;

  test('may be 4096 characters', () => {
    expect(JSON.stringify(decided({ x: 'y'.repeat(4096 - base) }).workerAttributes)).toHaveLength(4096);
  });

  test('may not be one more', () => {
    expect(refused({ x: 'y'.repeat(4097 - base) })).toMatchObject({
      code: 'ATTRIBUTES_TOO_LARGE',
      evidence: { size: 4097, allowed: 4096 },
    });
  });

  test('counts what JSON escapes', () => {
    expect(refused({ x: '"'.repeat(2100) }).code).toBe('ATTRIBUTES_TOO_LARGE');
  });
});

test('a value that holds a long run of blanks is read in no time to speak of', () => {
  const value = `a${' '.repeat(200_000)}b`;
  expect(refused({ x: value }).code).toBe('ATTRIBUTES_TOO_LARGE');
});
