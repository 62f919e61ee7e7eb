import * as fc from 'fast-check';
import { ask } from '../../support/openapi-rest.ts';
import { sdkFor } from '../../support/openapi-sdk.ts';
import { START, standInForTests } from '../../support/openapi-stand-in.ts';

const under = standInForTests();
const workspace = () => sdkFor(under.current).taskrouter.v1.workspaces(under.current.workspaceSid);
const create = (friendlyName: string, attributes = '{}') => workspace().workers.create({ friendlyName, attributes });
const names = () => under.current.workers().map(({ friendly_name }) => friendly_name);
const pathOf = (sid: string): string => `/taskrouter/v1/Workspaces/${under.current.workspaceSid}/Workers/${sid}`;
const activity = async (friendlyName: string): Promise<string> => {
  const [found] = await workspace().activities.list({ friendlyName });
  return found?.sid ?? '';
};

const ofLength = (length: number): string => `{"a":"${'x'.repeat(length - 8)}"}`;
const update = (sid: string, ifMatch?: string) => {
  const headers = ifMatch === undefined ? {} : { 'If-Match': ifMatch };
  return ask(under.current, 'POST', pathOf(sid), { form: { Attributes: '{"a":1}' }, headers });
};

describe('create', () => {
  test('gives an offline worker with empty attributes', async () => {
    const worker = await workspace().workers.create({ friendlyName: 'jane@example.com' });
    expect(worker).toMatchObject({
      friendlyName: 'jane@example.com',
      activityName: 'Offline',
      activitySid: under.current.offlineActivitySid,
      available: false,
      attributes: '{}',
      dateCreated: new Date(START),
    });
    expect(worker.sid).toMatch(/^WK[\da-f]{32}$/);
  });

  test('takes an activity', async () => {
    const worker = await workspace().workers.create({ friendlyName: 'jane', activitySid: await activity('Available') });
    expect(worker).toMatchObject({ activityName: 'Available', available: true });
  });

  test('keeps the attributes letter for letter, white space included', async () => {
    const attributes = '{ "roles" : [ "agent" ],\n "skills": {} }';
    expect((await create('jane', attributes)).attributes).toBe(attributes);
  });

  test.each(['Jane@Example.com', 'JANE@EXAMPLE.COM', 'jane@example.com'])(
    'refuses %s where jane@example.com exists: names do not differ by letter case',
    async (name) => {
      await create('jane@example.com');
      const { workspaceSid, accountSid } = under.current;
      await expect(create(name)).rejects.toMatchObject({
        status: 400,
        code: 20001,
        message: `Worker named ${name} already exists for workspace ${workspaceSid} for account ${accountSid}`,
      });
      expect(names()).toEqual(['jane@example.com']);
    },
  );

  test('takes a name of 64 characters and refuses one of 65', async () => {
    await create('x'.repeat(64));
    await expect(create('y'.repeat(65))).rejects.toMatchObject({ status: 400, code: 20001 });
    expect(names()).toEqual(['x'.repeat(64)]);
  });

  test.each([{}, { FriendlyName: '' }])('refuses %j: a name is required', async (form) => {
    const { status, body } = await ask(under.current, 'POST', pathOf('').slice(0, -1), { form });
    expect([status, body['code'], body['message']]).toEqual([
      400,
      20001,
      'Missing required parameter FriendlyName in the post body',
    ]);
  });

  test('refuses an activity that the workspace does not have', async () => {
    const wrong = workspace().workers.create({ friendlyName: 'jane', activitySid: `WA${'0'.repeat(32)}` });
    await expect(wrong).rejects.toMatchObject({ status: 400, code: 20001 });
    expect(names()).toEqual([]);
  });
});

describe('attributes', () => {
  test('may have 4096 characters and not one more, white space counted', async () => {
    expect((await create('fits', ofLength(4096))).attributes).toHaveLength(4096);
    await expect(create('long', ofLength(4097))).rejects.toMatchObject({ status: 400, code: 20001 });
    await expect(create('blank', `{${' '.repeat(4095)}}`)).rejects.toMatchObject({ code: 20001 });
    expect(names()).toEqual(['fits']);
  });

  test.each(['', 'no', '[]', '"text"', '7', 'null', 'true', '{"a":}', '{} {}'])(
    'must be a JSON object, which %j is not',
    async (attributes) => {
      await create('jane', '{"kept":1}');
      const [{ sid } = { sid: '' }] = under.current.workers();
      await expect(workspace().workers(sid).update({ attributes })).rejects.toMatchObject({ status: 400, code: 20001 });
      expect(under.current.workers()[0]?.attributes).toBe('{"kept":1}');
    },
  );

  test('any JSON object that fits comes back as it was sent', async () => {
    const { sid } = await create('jane');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 }), async (value) => {
        const attributes = JSON.stringify(value);
        fc.pre(attributes.length <= 4096);
        await workspace().workers(sid).update({ attributes });
        expect((await workspace().workers(sid).fetch()).attributes).toBe(attributes);
      }),
      { numRuns: 30 },
    );
  });
});

describe('update', () => {
  test('replaces the whole attributes and merges nothing', async () => {
    const { sid } = await create('jane', '{"skills":["a"],"roles":["agent"]}');
    under.advance(5_000);
    const updated = await workspace().workers(sid).update({ attributes: '{"roles":["admin"]}' });
    expect(updated).toMatchObject({ attributes: '{"roles":["admin"]}', dateUpdated: new Date(START + 5_000) });
  });

  test('leaves what it does not name', async () => {
    const { sid } = await create('jane', '{"a":1}');
    await workspace().workers(sid).update({ friendlyName: 'john' });
    expect(await workspace().workers(sid).fetch()).toMatchObject({ friendlyName: 'john', attributes: '{"a":1}' });
  });

  test('may change the letter case of its own name and not take another’s', async () => {
    const { sid } = await create('jane');
    await create('john');
    await workspace().workers(sid).update({ friendlyName: 'JANE' });
    await expect(workspace().workers(sid).update({ friendlyName: 'John' })).rejects.toMatchObject({ code: 20001 });
    expect(names()).toEqual(['JANE', 'john']);
  });

  test('frees the old name', async () => {
    const { sid } = await create('jane');
    await workspace().workers(sid).update({ friendlyName: 'john' });
    await create('Jane');
    expect(names()).toEqual(['john', 'Jane']);
  });

  test('writes nothing where a part of it is refused', async () => {
    const { sid } = await create('jane', '{"a":1}');
    const change = { friendlyName: 'john', attributes: 'broken' };
    await expect(workspace().workers(sid).update(change)).rejects.toMatchObject({ code: 20001 });
    expect(under.current.workers()[0]).toMatchObject({ friendly_name: 'jane', attributes: '{"a":1}' });
  });

  test('dates the status only where the activity changes', async () => {
    const { sid } = await create('jane');
    under.advance(1_000);
    const renamed = await workspace().workers(sid).update({ friendlyName: 'john' });
    expect(renamed.dateStatusChanged).toEqual(new Date(START));
    const online = await workspace()
      .workers(sid)
      .update({ activitySid: await activity('Available') });
    expect(online).toMatchObject({ available: true, dateStatusChanged: new Date(START + 1_000) });
  });
});

describe('versions', () => {
  test('every answer about one worker carries its ETag, and an update moves it', async () => {
    const created = await ask(under.current, 'POST', pathOf('').slice(0, -1), { form: { FriendlyName: 'jane' } });
    const sid = String(created.body['sid']);
    const fetched = await ask(under.current, 'GET', pathOf(sid));
    expect(fetched.headers.get('etag')).toBe(created.headers.get('etag'));
    const updated = await update(sid, fetched.headers.get('etag') ?? '');
    expect(updated.status).toBe(200);
    expect(updated.headers.get('etag')).not.toBe(fetched.headers.get('etag'));
  });

  test.each(['POST', 'DELETE'])(
    'a %s with an outdated If-Match is refused with 412 and writes nothing',
    async (method) => {
      const { sid } = await create('jane');
      const { headers } = await ask(under.current, 'GET', pathOf(sid));
      await update(sid);
      const stale = { headers: { 'If-Match': headers.get('etag') ?? '' }, form: { Attributes: '{"a":2}' } };
      const { status, body } = await ask(under.current, method, pathOf(sid), stale);
      expect([status, body['code']]).toEqual([412, 20412]);
      expect(under.current.workers()[0]?.attributes).toBe('{"a":1}');
    },
  );

  test.each(['*', '"0"', '0'])('If-Match %s suits a new worker', async (ifMatch) => {
    const { sid } = await create('jane');
    expect((await update(sid, ifMatch)).status).toBe(200);
  });

  test('of several updates at once on the same version, one is written', async () => {
    const { sid } = await create('jane');
    const answers = await Promise.all(Array.from({ length: 8 }, () => update(sid, '"0"')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(7);
  });

  test('the check can be switched off', async () => {
    const { sid } = await create('jane');
    under.current.setEtagEnforced(false);
    expect((await update(sid, '"99"')).status).toBe(200);
  });
});

describe('list', () => {
  beforeEach(async () => {
    await create('jane', '{"a":1}');
    const available = await activity('Available');
    await workspace().workers.create({ friendlyName: 'John', activitySid: available });
  });

  test.each([
    [{ friendlyName: 'JOHN' }, ['John']],
    [{ friendlyName: 'joh' }, []],
    [{ activityName: 'Offline' }, ['jane']],
    [{ available: 'true' }, ['John']],
    [{ available: 'false' }, ['jane']],
    [{ available: 'true', friendlyName: 'jane' }, []],
    [{}, ['jane', 'John']],
  ])('by %j gives %j', async (filter, expected) => {
    const workers = await workspace().workers.list(filter);
    expect(workers.map(({ friendlyName }) => friendlyName)).toEqual(expected);
  });

  test('by activity SID', async () => {
    const workers = await workspace().workers.list({ activitySid: under.current.offlineActivitySid });
    expect(workers.map(({ friendlyName }) => friendlyName)).toEqual(['jane']);
  });

  test('shows the attributes, or null where that is wanted', async () => {
    expect((await workspace().workers.list())[0]?.attributes).toBe('{"a":1}');
    under.current.setListAttributesNull(true);
    const [listed] = await workspace().workers.list();
    expect(listed?.attributes).toBeNull();
    expect(
      (
        await workspace()
          .workers(listed?.sid ?? '')
          .fetch()
      ).attributes,
    ).toBe('{"a":1}');
  });

  test.each(['TargetWorkersExpression', 'TaskQueueSid', 'TaskQueueName', 'Ordering'])(
    'refuses %s, which it does not evaluate, instead of showing every worker',
    async (name) => {
      const { status, body } = await ask(under.current, 'GET', `${pathOf('').slice(0, -1)}?${name}=x`);
      expect([status, body['code'], String(body['message'])]).toEqual([400, 20001, expect.stringContaining(name)]);
    },
  );

  test('refuses an Available that is neither true nor false', async () => {
    const { status, body } = await ask(under.current, 'GET', `${pathOf('').slice(0, -1)}?Available=maybe`);
    expect([status, body['code']]).toEqual([400, 20001]);
  });
});

describe('delete', () => {
  test('removes the worker and frees its name', async () => {
    const { sid } = await create('jane');
    await workspace().workers(sid).remove();
    await expect(workspace().workers(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    await create('Jane');
    expect(names()).toEqual(['Jane']);
  });

  test('is refused while the activity is available', async () => {
    const { sid } = await workspace().workers.create({
      friendlyName: 'jane',
      activitySid: await activity('Available'),
    });
    await expect(workspace().workers(sid).remove()).rejects.toMatchObject({ status: 400, code: 20001 });
    expect(names()).toEqual(['jane']);
  });

  test('is refused while a reservation is open, and passes after it was rejected', async () => {
    const { sid } = await create('jane');
    under.current.offerReservation('JANE');
    await expect(workspace().workers(sid).remove()).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('has reservations associated with it'),
    });
    const { offlineActivitySid: activitySid } = under.current;
    await workspace().workers(sid).update({ activitySid, rejectPendingReservations: true });
    await workspace().workers(sid).remove();
    expect(names()).toEqual([]);
  });
});
