import { postToChat, postToService, twilioForCli } from '../support/cli-config.ts';
import type { TwilioForCli } from '../support/cli-config.ts';
import { flexgate } from '../support/flexgate-cli.ts';
import type { CliRun } from '../support/flexgate-cli.ts';

let twilio: TwilioForCli;
beforeEach(async () => {
  twilio = await twilioForCli();
});
afterEach(() => twilio.close());

interface PlanJson {
  readonly plan: string;
  readonly changes: readonly { readonly kind: string; readonly name?: string; readonly type?: string }[];
  readonly notes: readonly { readonly severity: string; readonly name: string; readonly message: string }[];
  readonly applied?: readonly { readonly kind: string; readonly sid: string; readonly text: string }[];
}

const run = (argv: readonly string[], more: { reply?: string } = {}): Promise<CliRun> =>
  flexgate(['roles', ...argv, ...twilio.config], { env: twilio.env, ...more });
const rolesFile = (text: string): readonly string[] => ['--chat', '--roles', twilio.folder.write('chat.yaml', text)];
const planOf = (answer: CliRun): PlanJson => answer.json() as PlanJson;
const names = (): readonly string[] => twilio.standIn.roles().map((role) => `${role.type} ${role.friendly_name}`);
const sidOf = (name: string): string =>
  twilio.standIn.roles().find((role) => role.friendly_name === name)?.sid ?? 'none';
const writes = (): readonly string[] =>
  twilio.standIn.requests().flatMap(({ method, path }) => (method === 'GET' ? [] : [`${method} ${path}`]));
const writtenByChat = (): boolean => writes().every((each) => / \/chat\/v2\/Services\/IS\w+\/Roles/.test(each));

const aRole = (name: string, type: 'deployment' | 'channel') =>
  postToChat(twilio.standIn, 'Roles', {
    FriendlyName: name,
    Type: type,
    Permission: type === 'channel' ? 'sendMessage' : 'joinChannel',
  });

async function removeFromChat(path: string): Promise<void> {
  const { url, conversationsServiceSid, apiKey } = twilio.standIn;
  const { status } = await fetch(`${url}/chat/v2/Services/${conversationsServiceSid}/${path}`, {
    method: 'DELETE',
    headers: { authorization: `Basic ${Buffer.from(`${apiKey.sid}:${apiKey.secret}`).toString('base64')}` },
  });
  expect(status).toBe(204);
}

const WANTED = [
  'deployment: { desk: { permissions: [joinChannel, inviteMember] } }',
  'channel: { host: { extend: [inviteMember] } }',
  'remove: { channel: [old] }',
].join('\n');

test('apply does what diff showed, in the words of Chat, and a second time nothing', async () => {
  await aRole('host', 'channel');
  await aRole('old', 'channel');
  const file = rolesFile(WANTED);
  twilio.standIn.clear();
  const diff = await run(['diff', ...file]);
  expect(diff).toMatchObject({ code: 0, err: '' });
  expect(writes()).toEqual([]);
  const lines = [
    'create deployment role “desk”: inviteMember, joinChannel',
    `change channel role “host” (${sidOf('host')}): +inviteMember`,
    `remove channel role “old” (${sidOf('old')})`,
  ];
  expect(diff.out.match(/(?<=^ {2}[+~-] ).*/gm)).toEqual(lines);
  const { plan } = planOf(await run(['diff', ...file, '--json']));
  expect(diff.out).toContain(plan);
  const applied = planOf(await run(['apply', ...file, '--plan', plan, '--yes', '--json']));
  expect(applied.plan).toBe(plan);
  expect(applied.applied?.map(({ text }) => text)).toEqual(lines);
  expect(writes()).toHaveLength(3);
  expect(writtenByChat()).toBe(true);
  expect(names()).toContain('service desk');
  expect(names()).not.toContain('conversation old');
  twilio.standIn.clear();
  const again = await run(['apply', ...file]);
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining('nothing to do') });
  expect(writes()).toEqual([]);
});

test('a missing default is created, and another that was changed is left untouched with a warning', async () => {
  await removeFromChat(`Roles/${sidOf('channel user')}`);
  await postToChat(twilio.standIn, `Roles/${sidOf('service user')}`, { Permission: ['joinChannel'] });
  const { code, out } = await run(['apply', ...rolesFile('touchDefaults: false'), '--yes']);
  expect(code).toBe(0);
  expect(out).toContain('done create channel role “channel user”: deleteOwnMessage, editNotificationLevel,');
  expect(out).toContain(
    'warning deployment role “service user” is a default role and not as documented (+createChannel, +editOwnUserInfo); it is left alone',
  );
  expect(twilio.standIn.roles().find(({ friendly_name }) => friendly_name === 'service user')?.permissions).toEqual([
    'joinConversation',
  ]);
});

test('who holds a role keeps it, and defaults stay: exit code 1, as not all was done', async () => {
  const [desk, host] = [await aRole('desk', 'deployment'), await aRole('host', 'channel')];
  await aRole('idle', 'deployment');
  await postToChat(twilio.standIn, 'Users', { Identity: 'dee', RoleSid: desk.sid });
  const channel = await postToService(twilio.standIn, 'Conversations');
  await postToChat(twilio.standIn, `Channels/${channel.sid}/Members`, { Identity: 'bo', RoleSid: host.sid });
  const file = rolesFile('remove: { deployment: [desk, idle, service user, supervisor], channel: [host] }');
  const { code, out } = await run(['apply', ...file, '--yes']);
  expect(code).toBe(1);
  expect(out).toContain('blocked deployment role “desk” is not removed: somebody holds it, such as “dee”');
  expect(out).toContain(`blocked channel role “host” is not removed: somebody holds it, such as “${channel.sid}: bo”`);
  expect(out).toContain('blocked deployment role “service user” is not removed: it is a default role');
  expect(out).toContain('blocked deployment role “supervisor” is not removed: Flex needs it');
  expect(out).toContain('done remove deployment role “idle”');
  expect(names()).toEqual(
    expect.arrayContaining(['service desk', 'service service user', 'service supervisor', 'conversation host']),
  );
  expect(names()).not.toContain('service idle');
});

test('a role that only a pending invite names stays, and goes once the invite is withdrawn', async () => {
  const host = await aRole('host', 'channel');
  const channel = await postToService(twilio.standIn, 'Conversations');
  const invites = `Channels/${channel.sid}/Invites`;
  const invite = await postToChat(twilio.standIn, invites, { Identity: 'bo', RoleSid: host.sid });
  const file = rolesFile('remove: { channel: [host] }');
  const blocked = `blocked channel role “host” is not removed: somebody holds it, such as “${channel.sid}: bo (invited)”`;
  expect(await run(['diff', ...file])).toMatchObject({ code: 0, out: expect.stringContaining(blocked) });
  expect(await run(['apply', ...file, '--yes'])).toMatchObject({ code: 1, out: expect.stringContaining(blocked) });
  expect(names()).toContain('conversation host');
  await removeFromChat(`${invites}/${invite.sid}`);
  expect(await run(['apply', ...file, '--yes'])).toMatchObject({ code: 0 });
  expect(names()).not.toContain('conversation host');
});

test('a plan that is no longer the plan of now is refused, and nothing is written', async () => {
  await aRole('host', 'channel');
  const file = rolesFile('channel: { host: { permissions: [leaveChannel] } }');
  const { plan } = planOf(await run(['diff', ...file, '--json']));
  await postToChat(twilio.standIn, `Roles/${sidOf('host')}`, { Permission: ['addMember'] });
  twilio.standIn.clear();
  const { code, out, err } = await run(['apply', ...file, '--plan', plan, '--yes']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^ROLES_CHANGED: /);
  expect(writes()).toEqual([]);
});

test('without a file of its own it wants the defaults of Chat, never the file for Conversations', async () => {
  const answer = planOf(await run(['diff', '--chat', '--json']));
  expect(answer).toMatchObject({ changes: [], notes: [], warnings: [] });
});

test('a file in the words of Conversations is refused before Twilio is asked', async () => {
  const { code, err } = await run(['apply', ...rolesFile('service: {}'), '--yes']);
  expect(code).toBe(1);
  expect(err).toContain('unknown key “service”');
  expect(twilio.standIn.requests()).toEqual([]);
});

test('--service is for Chat only, and a Chat Service that is not there is told', async () => {
  const service = ['--service', `IS${'0'.repeat(32)}`];
  expect(await run(['diff', ...service])).toMatchObject({
    code: 2,
    err: expect.stringContaining('--service goes with --chat'),
  });
  expect(await run(['diff', '--chat', ...service])).toMatchObject({ code: 1, err: expect.stringMatching(/^TWILIO_/) });
});

test('list --chat shows what differs from the catalogue', async () => {
  await postToChat(twilio.standIn, `Roles/${sidOf('service user')}`, { Permission: ['joinChannel', 'addMember'] });
  const { out } = await run(['list', '--chat']);
  expect(out).toMatch(
    /^deployment +service user +RL\S+ +stock, default +2 +\+addMember -createChannel -editOwnUserInfo$/m,
  );
});
