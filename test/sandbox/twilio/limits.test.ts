import { ask, type RestAnswer } from '../../support/openapi-rest.ts';
import { standInForTests } from '../../support/openapi-stand-in.ts';

describe('actions per second', () => {
  const under = standInForTests({ actionRateLimit: 30 });
  const at = (path: string): string => `/conversations/v1/Services/${under.current.conversationsServiceSid}${path}`;
  const addUser = (name: string): Promise<RestAnswer> =>
    ask(under.current, 'POST', at('/Users'), { form: { Identity: name } });
  const addUsers = async (count: number, prefix: string): Promise<void> => {
    for (let number = 0; number < count; number += 1) await addUser(`${prefix}${number}`);
  };

  test('the 31st user in a second is refused with 429 and 50074, and not created', async () => {
    await addUsers(30, 'a');
    expect((await addUser('late')).body).toMatchObject({ status: 429, code: 50074 });
    expect(under.current.users()).toHaveLength(30);
  });

  test('a second later there is room again, and refused ones did not count', async () => {
    await addUsers(30, 'a');
    await addUsers(5, 'refused');
    under.advance(999);
    expect((await addUser('b')).status).toBe(429);
    under.advance(1);
    await addUsers(30, 'c');
    expect(under.current.users()).toHaveLength(60);
  });

  test('changes and deletions count, reading does not', async () => {
    await addUsers(28, 'a');
    await ask(under.current, 'POST', at('/Users/a0'), { form: { FriendlyName: 'x' } });
    await ask(under.current, 'DELETE', at('/Users/a1'));
    expect((await ask(under.current, 'GET', at('/Users/a0'))).status).toBe(200);
    expect((await ask(under.current, 'DELETE', at('/Users/a2'))).status).toBe(429);
    expect((await ask(under.current, 'GET', at('/Users'))).status).toBe(200);
  });

  test('users, roles and conversations are counted apart', async () => {
    await addUsers(30, 'a');
    const role = { FriendlyName: 'lead', Type: 'service', Permission: 'joinConversation' };
    expect((await ask(under.current, 'POST', at('/Roles'), { form: role })).status).toBe(201);
    expect((await ask(under.current, 'POST', at('/Conversations'), { form: {} })).status).toBe(201);
  });

  test('the limit can be changed and lifted', async () => {
    under.current.setActionRateLimit(1);
    await addUser('a');
    expect((await addUser('b')).status).toBe(429);
    under.current.setActionRateLimit(undefined);
    await addUsers(40, 'c');
    expect(under.current.users()).toHaveLength(41);
  });

  test('is back after a reset', async () => {
    under.current.setActionRateLimit(undefined);
    under.current.reset();
    await addUsers(31, 'a');
    expect(under.current.users()).toHaveLength(30);
  });
});

describe('requests at once', () => {
  const under = standInForTests();
  const create = (at: number): Promise<RestAnswer> =>
    ask(under.current, 'POST', `/taskrouter/v1/Workspaces/${under.current.workspaceSid}/Workers`, {
      form: { FriendlyName: `w${at}` },
    });
  const together = (count: number) => Promise.all(Array.from({ length: count }, (_, at) => create(at)));

  test('above the limit are refused with 429 and 20429, and not carried out', async () => {
    under.current.setConcurrencyLimit(3);
    // The first ones hang until they are cut, so that the others certainly find them under way.
    under.current.faults.failNext({ hang: true, times: 3, pathPattern: /Activities/ });
    const abort = new AbortController();
    const hanging = Array.from({ length: 3 }, () =>
      fetch(`${under.current.url}/taskrouter/v1/Workspaces/x/Activities`, { signal: abort.signal }),
    );
    const settled = Promise.allSettled(hanging);
    while (under.current.faults.pending() > 0) await create(0);
    under.current.reset();
    under.current.setConcurrencyLimit(3);
    const answers = await together(4);
    expect(answers.map(({ status, body }) => [status, body['code']])).toEqual(
      Array.from({ length: 4 }, () => [429, 20429]),
    );
    expect(answers[0]?.headers.get('twilio-concurrent-requests')).toBe('4');
    expect(under.current.workers()).toEqual([]);
    abort.abort();
    await settled;
  });

  test('latency keeps a request under way', async () => {
    under.current.setConcurrencyLimit(1);
    under.current.setLatency(600_000);
    const abort = new AbortController();
    const slow = fetch(`${under.current.url}/nothing`, { signal: abort.signal }).catch(() => 'aborted');
    while (under.current.requests().length === 0) await new Promise(setImmediate);
    under.current.setLatency(0);
    expect((await create(1)).status).toBe(429);
    abort.abort();
    expect(await slow).toBe('aborted');
  });

  test('are all answered where there is no limit', async () => {
    under.current.setLatency(1);
    expect((await together(10)).every(({ status }) => status === 201)).toBe(true);
  });

  test('one after the other never meet the limit of one', async () => {
    under.current.setConcurrencyLimit(1);
    for (let at = 0; at < 5; at += 1) expect((await create(at)).status).toBe(201);
  });
});
