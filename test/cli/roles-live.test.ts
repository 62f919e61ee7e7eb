import { readFileSync } from 'node:fs';
import { postToService, twilioForCli } from '../support/cli-config.ts';
import type { TwilioForCli } from '../support/cli-config.ts';
import { flexgate } from '../support/flexgate-cli.ts';
import type { CliRun } from '../support/flexgate-cli.ts';
import { SECRETS } from '../support/twilio-settings.ts';

let twilio: TwilioForCli;
beforeEach(async () => {
  twilio = await twilioForCli();
});
afterEach(() => twilio.close());

interface PlanJson {
  readonly plan: string;
  readonly changes: readonly { readonly kind: string }[];
}

const run = (argv: readonly string[], more: { reply?: string } = {}): Promise<CliRun> =>
  flexgate([...argv, ...twilio.config], { env: twilio.env, ...more });
const rolesFile = (text: string): readonly string[] => ['--roles', twilio.folder.write('roles.yaml', text)];
const planOf = (answer: CliRun): PlanJson => answer.json() as PlanJson;
const names = (): readonly string[] => twilio.standIn.roles().map((role) => `${role.type} ${role.friendly_name}`);
const writes = (): readonly string[] =>
  twilio.standIn.requests().flatMap(({ method, path }) => (method === 'GET' ? [] : [`${method} ${path}`]));
const roleNamed = (name: string) => twilio.standIn.roles().find((role) => role.friendly_name === name);

const LEAD = 'service: { lead: { permissions: [joinConversation, addParticipant] } }\n';

test('list shows every role with its origin, and what differs from the documentation', async () => {
  await postToService(twilio.standIn, `Roles/${roleNamed('guest')?.sid}`, {
    Permission: ['sendMessage', 'editOwnMessage'],
  });
  const { code, out } = await run(['roles', 'list']);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^conversation +guest +RL\S+ +flex, default +2 +\+editOwnMessage -sendMediaMessage -leaveConversation$/m,
  );
  expect(out).toMatch(/^service +service user +RL\S+ +stock, default +3$/m);
  expect(out).toMatch(/^service +supervisor +RL\S+ +flex +4$/m);
});

test('list --chat shows the same roles as Programmable Chat calls them', async () => {
  const answer = await run(['roles', 'list', '--chat', '--json']);
  expect(answer.json()).toMatchObject({
    roles: expect.arrayContaining([
      expect.objectContaining({ name: 'supervisor', origin: 'flex', added: [], missing: [] }),
    ]),
    chat_roles: expect.arrayContaining([expect.objectContaining({ name: 'channel user', type: 'channel' })]),
  });
});

test('diff writes nothing, and names its plan', async () => {
  const first = await run(['roles', 'diff', ...rolesFile(LEAD)]);
  expect(first.code).toBe(0);
  expect(first.out).toMatch(
    /^Plan [0-9a-f]{12}: 1 change\n {2}\+ create service role “lead”: addParticipant, joinConversation$/m,
  );
  expect(writes()).toEqual([]);
  const second = await run(['roles', 'diff', ...rolesFile(LEAD), '--json']);
  expect(first.out).toContain(planOf(second).plan);
});

test('apply does the plan, and a second time nothing', async () => {
  const file = rolesFile(LEAD);
  const { plan } = planOf(await run(['roles', 'diff', ...file, '--json']));
  const applied = await run(['roles', 'apply', ...file, '--plan', plan, '--yes']);
  expect(applied).toMatchObject({ code: 0, err: '', out: expect.stringContaining('done create service role “lead”') });
  expect(roleNamed('lead')?.permissions).toEqual(['addParticipant', 'joinConversation']);
  twilio.standIn.clear();
  const again = await run(['roles', 'apply', ...file]);
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining('nothing to do') });
  expect(writes()).toEqual([]);
});

test('a plan that is no longer the plan of now is refused, and nothing is written', async () => {
  const file = rolesFile(LEAD);
  const { plan } = planOf(await run(['roles', 'diff', ...file, '--json']));
  await postToService(twilio.standIn, `Roles/${roleNamed('channel user')?.sid}`, { Permission: ['sendMessage'] });
  const { code, out, err } = await run(['roles', 'apply', ...file, '--plan', plan, '--yes']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(
    new RegExp(`^ROLES_CHANGED: .*\n the plan is now [0-9a-f]{12}, not ${plan}\\. Done before: nothing`),
  );
  expect(names()).not.toContain('service lead');
});

test.each([
  { title: 'is refused without a terminal and without --yes', circumstances: {}, code: 1, done: false },
  { title: 'is not done where the person says no', circumstances: { reply: 'n' }, code: 1, done: false },
  { title: 'is not done where the person just presses Enter', circumstances: { reply: '' }, code: 1, done: false },
  { title: 'is done where the person says yes', circumstances: { reply: 'y' }, code: 0, done: true },
])('a change $title', async ({ circumstances, code, done }) => {
  const answer = await run(['roles', 'apply', ...rolesFile(LEAD)], circumstances);
  expect(answer.code).toBe(code);
  expect(names().includes('service lead')).toBe(done);
  expect(answer.err.includes('CONFIRMATION_REQUIRED')).toBe(!done);
});

const aRole = (friendlyName: string, type: 'service' | 'conversation') =>
  postToService(twilio.standIn, 'Roles', {
    FriendlyName: friendlyName,
    Type: type,
    Permission: type === 'service' ? 'joinConversation' : 'sendMessage',
  });

describe('removal', () => {
  const file = 'remove: { service: [lead, supervisor], conversation: [host] }\n';

  test('takes what nobody holds and leaves the rest: exit code 1, as not all was done', async () => {
    await aRole('host', 'conversation');
    const lead = await aRole('lead', 'service');
    await postToService(twilio.standIn, 'Users', { Identity: 'dee', RoleSid: lead.sid });
    const { code, out } = await run(['roles', 'apply', ...rolesFile(file), '--yes']);
    expect(code).toBe(1);
    expect(out).toContain('blocked service role “lead” is not removed: somebody holds it, such as “dee”');
    expect(out).toContain('blocked service role “supervisor” is not removed: Flex needs it');
    expect(out).toContain('done remove conversation role “host”');
    expect(names()).toEqual(expect.arrayContaining(['service lead', 'service supervisor']));
    expect(names()).not.toContain('conversation host');
  });
});

test('a file that is wrong stops before Twilio is asked', async () => {
  const { code, err } = await run([
    'roles',
    'apply',
    ...rolesFile('service: { lead: { permissions: [sendMessage] } }'),
    '--yes',
  ]);
  expect(code).toBe(1);
  expect(err).toContain('a service role cannot carry “sendMessage”');
  expect(twilio.standIn.requests()).toEqual([]);
});

test('a roles file that is named but not there is no empty file', async () => {
  const { code, err } = await run(['roles', 'diff', '--roles', '/nowhere/roles.yaml']);
  expect(code).toBe(1);
  expect(err).toContain('FILE_UNREADABLE');
});

test('wrong credentials are told by their code, without the secret', async () => {
  const env = { THE_SECRET: 'a-wrong-one-altogether' };
  const { code, out, err } = await flexgate(['roles', 'list', ...twilio.config], { env });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^TWILIO_CREDENTIALS: /);
  expect(err).not.toContain(env.THE_SECRET);
});

test('no output holds the secret', async () => {
  for (const argv of [
    ['roles', 'list', '--chat'],
    ['roles', 'diff', '--json'],
    ['roles', 'apply', '--yes'],
  ]) {
    const { out, err } = await run(argv);
    for (const secret of SECRETS) expect(out + err).not.toContain(secret);
  }
});

const listing = (roles: unknown): readonly string[] => [
  '--from',
  twilio.folder.write('chat.json', JSON.stringify(roles)),
];

describe('migrate-chat', () => {
  const moderator = { friendly_name: 'moderator', type: 'channel', permissions: ['sendMessage', 'inviteMember'] };

  test('writes a roles file that diff takes', async () => {
    const out = twilio.folder.path('roles-new.yaml');
    const migrated = await run(['roles', 'migrate-chat', ...listing({ roles: [moderator] }), '--out', out]);
    expect(migrated).toMatchObject({ code: 0, out: `written to ${out}\n` });
    expect(migrated.err).toContain('inviteMember has no counterpart in Conversations');
    expect(readFileSync(out, 'utf8')).toContain('moderator:');
    const diff = await run(['roles', 'diff', '--roles', out]);
    expect(diff.out).toContain('+ create conversation role “moderator”: sendMessage');
  });

  test('never writes over a file', async () => {
    const there = twilio.folder.write('there.yaml', 'mine');
    const { code, err } = await run(['roles', 'migrate-chat', ...listing([moderator]), '--out', there]);
    expect(code).toBe(1);
    expect(err).toContain('it exists already');
    expect(readFileSync(there, 'utf8')).toBe('mine');
  });

  test('reads the live Chat Service, and leaves out what every Service has', async () => {
    const answer = await run(['roles', 'migrate-chat', '--json']);
    const migrated = answer.json() as { service: object; conversation: object };
    expect(Object.keys(migrated.service)).not.toContain('service user');
    expect(answer.err).toContain('service role “service user”: left out');
  });

  test.each([
    { title: 'no JSON', text: '{', reason: 'it is not JSON' },
    { title: 'no list of roles', text: '{"users":[]}', reason: 'a list of Chat roles is expected' },
  ])('$title is refused', async ({ text, reason }) => {
    const { code, err } = await run(['roles', 'migrate-chat', '--from', twilio.folder.write('bad.json', text)]);
    expect(code).toBe(1);
    expect(err).toContain('FILE_INVALID');
    expect(err).toContain(reason);
  });

  test('two sources are one too many', async () => {
    expect(await run(['roles', 'migrate-chat', '--from', 'x', '--service', 'IS1'])).toMatchObject({ code: 2 });
  });
});
