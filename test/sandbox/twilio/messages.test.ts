import { startTwilioStandIn } from '../../../src/sandbox/twilio/start.ts';
import type { TwilioStandIn } from '../../../src/sandbox/twilio/stand-in.ts';
import { accessToken } from '../../support/openapi-access-token.ts';
import { ask, type RestAnswer, type RestRequest } from '../../support/openapi-rest.ts';
import { conversationsOf } from '../../support/participants-bench.ts';

let standIn: TwilioStandIn;
beforeAll(async () => {
  standIn = await startTwilioStandIn({ actionRateLimit: null });
});
beforeEach(() => standIn.reset());
afterAll(() => standIn.close());

const at = (path: string): string => `/conversations/v1/Services/${standIn.conversationsServiceSid}${path}`;
/** Jane, with her access token, as an application would send it. */
const asJane = (method: string, path: string, form?: RestRequest['form']): Promise<RestAnswer> =>
  ask(standIn, method, at(path), { authorization: `Bearer ${accessToken(standIn)}`, ...(form && { form }) });
const service = () => conversationsOf(standIn);
const MESSAGES = '/Conversations/case/Messages';
const sidOf = ({ body }: RestAnswer): string => String(body['sid']);

/** A conversation with Jane in the role, and one message of hers and one of a customer. */
async function aCase(role: string): Promise<{ own: string; other: string }> {
  await service().add('case', 'jane', role);
  const by = (Author: string) => service().asAccount('POST', MESSAGES, { Body: 'Hello', Author });
  return { own: sidOf(await by('jane')), other: sidOf(await by('customer')) };
}

describe('what a conversation role allows with messages', () => {
  // Written from the role page (twilio.com/docs/flex/admin-guide/setup/conversations/conversations-roles).
  const GUEST = ['send', 'media'];
  const AGENT = [...GUEST, 'edit own', 'attributes own', 'delete own'];
  const SUPERVISOR = [...AGENT, 'edit other', 'attributes other', 'delete other'];
  const allowed: Readonly<Record<string, readonly string[]>> = {
    guest: GUEST,
    agent: AGENT,
    supervisor: SUPERVISOR,
    admin: SUPERVISOR,
  };
  const acts: Readonly<Record<string, (sids: { own: string; other: string }) => Promise<RestAnswer>>> = {
    send: () => asJane('POST', MESSAGES, { Body: 'Hi' }),
    media: () => asJane('POST', MESSAGES, { MediaSid: `ME${'1'.repeat(32)}` }),
    'edit own': ({ own }) => asJane('POST', `${MESSAGES}/${own}`, { Body: 'Hi!' }),
    'edit other': ({ other }) => asJane('POST', `${MESSAGES}/${other}`, { Body: 'Hi!' }),
    'attributes own': ({ own }) => asJane('POST', `${MESSAGES}/${own}`, { Attributes: '{"a":1}' }),
    'attributes other': ({ other }) => asJane('POST', `${MESSAGES}/${other}`, { Attributes: '{"a":1}' }),
    'delete own': ({ own }) => asJane('DELETE', `${MESSAGES}/${own}`),
    'delete other': ({ other }) => asJane('DELETE', `${MESSAGES}/${other}`),
  };

  test.each(Object.keys(allowed).flatMap((role) => Object.keys(acts).map((act) => ({ role, act }))))(
    '$role: $act',
    async ({ role, act }) => {
      const { status, body } = await acts[act]!(await aCase(role));
      const answer = status < 300 ? 'done' : `${status} ${String(body['code'])}`;
      expect(answer).toBe(allowed[role]!.includes(act) ? 'done' : '403 50107');
    },
  );

  test('nothing to whoever takes no part, and nothing is kept of it', async () => {
    await service().add('case', 'john', 'admin');
    expect((await asJane('POST', MESSAGES, { Body: 'Hi' })).body['code']).toBe(50107);
    expect((await service().asAccount('GET', MESSAGES)).body['messages']).toEqual([]);
  });
});

test('a message of a person is hers, whatever author she claims', async () => {
  await service().add('case', 'jane', 'guest');
  const { body } = await asJane('POST', MESSAGES, { Body: 'Hi', Author: 'john' });
  expect(body).toMatchObject({ author: 'jane', index: 0, body: 'Hi', participant_sid: expect.stringMatching(/^MB/) });
});

test('an index is not used again after a message before it is deleted', async () => {
  const { own, other } = await aCase('admin');
  expect((await asJane('DELETE', `${MESSAGES}/${own}`)).status).toBe(204);
  const { body } = await asJane('POST', MESSAGES, { Body: 'third' });
  expect(body['index']).toBe(2);
  expect(sidOf(await service().asAccount('GET', `${MESSAGES}/${other}`))).toBe(other);
});

test.each([
  ['nothing in it', {}, 400],
  ['attributes that are no JSON', { Body: 'x', Attributes: '{' }, 400],
])('a message with %s is refused', async (_title, form, status) => {
  await service().add('case', 'jane', 'guest');
  expect((await asJane('POST', MESSAGES, form)).status).toBe(status);
});

test('a message that is not there is 404 to everybody who may ask', async () => {
  await service().add('case', 'jane', 'admin');
  const missing = `${MESSAGES}/IM${'0'.repeat(32)}`;
  expect((await asJane('POST', missing, { Body: 'x' })).status).toBe(404);
  expect((await asJane('DELETE', missing)).status).toBe(404);
  expect((await service().asAccount('GET', missing)).status).toBe(404);
});

describe('the conversations of a User', () => {
  test('are listed with the place of the participant, by SID or identity', async () => {
    const place = await service().add('case', 'jane', 'agent');
    await service().add('other', 'john');
    const user = standIn.users().find(({ identity }) => identity === 'jane');
    for (const key of ['jane', user?.sid ?? '']) {
      const { body } = await service().asAccount('GET', `/Users/${key}/Conversations`);
      expect(body['conversations']).toEqual([
        expect.objectContaining({
          conversation_sid: place.conversationSid,
          participant_sid: place.participantSid,
          user_sid: user?.sid,
          unique_name: 'case',
        }),
      ]);
    }
  });

  test('of nobody are 404, and at most 50 come at once', async () => {
    expect((await service().asAccount('GET', '/Users/nobody/Conversations')).status).toBe(404);
    await service().add('case', 'jane');
    expect((await service().asAccount('GET', '/Users/jane/Conversations?PageSize=51')).status).toBe(400);
  });
});
