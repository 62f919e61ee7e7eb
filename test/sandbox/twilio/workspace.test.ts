import { ask } from '../../support/openapi-rest.ts';
import { sdkFor } from '../../support/openapi-sdk.ts';
import { standInForTests } from '../../support/openapi-stand-in.ts';

const under = standInForTests();
const workspace = () => sdkFor(under.current).taskrouter.v1.workspaces(under.current.workspaceSid);

test('a fresh account has the one workspace of Flex, whose workers begin offline', async () => {
  const list = await sdkFor(under.current).taskrouter.v1.workspaces.list({ friendlyName: 'Flex Task Assignment' });
  expect(list.map(({ sid }) => sid)).toEqual([under.current.workspaceSid]);
  expect(await workspace().fetch()).toMatchObject({
    friendlyName: 'Flex Task Assignment',
    defaultActivityName: 'Offline',
    defaultActivitySid: under.current.offlineActivitySid,
  });
});

test('the activities are those of Flex, and one of them is available', async () => {
  const activities = await workspace().activities.list();
  expect(activities.map(({ friendlyName, available }) => [friendlyName, available])).toEqual([
    ['Offline', false],
    ['Available', true],
    ['Unavailable', false],
    ['Break', false],
  ]);
});

test.each([
  [{ friendlyName: 'Break' }, ['Break']],
  [{ available: 'true' }, ['Available']],
  [{ friendlyName: 'Break', available: 'true' }, []],
])('activities are listed by %j', async (filter, names) => {
  const activities = await workspace().activities.list(filter);
  expect(activities.map(({ friendlyName }) => friendlyName)).toEqual(names);
});

test('an activity is fetched by its SID', async () => {
  const activity = await workspace().activities(under.current.offlineActivitySid).fetch();
  expect(activity).toMatchObject({ friendlyName: 'Offline', available: false });
});

test('task channels are fetched by SID and by unique name', async () => {
  const channels = await workspace().taskChannels.list();
  expect(channels.map(({ uniqueName }) => uniqueName)).toEqual(['default', 'voice', 'chat', 'sms', 'video', 'email']);
  const voice = await workspace().taskChannels('voice').fetch();
  expect(voice.sid).toBe(channels[1]?.sid);
  expect((await workspace().taskChannels(voice.sid).fetch()).uniqueName).toBe('voice');
});

test.each(['', '/Workers', '/Activities', '/TaskChannels', '/Activities/WA1', '/Workers/WK1'])(
  'another workspace is not found: …%s',
  async (below) => {
    const resource = `/Workspaces/WS${'0'.repeat(32)}${below}`;
    const { status, body } = await ask(under.current, 'GET', `/taskrouter/v1${resource}`);
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 20404, message: `The requested resource ${resource} was not found` });
  },
);

test.each(['/Activities/WA1', '/TaskChannels/fax'])(
  'what the workspace does not have is not found: %s',
  async (path) => {
    const { status, body } = await ask(
      under.current,
      'GET',
      `/taskrouter/v1/Workspaces/${under.current.workspaceSid}${path}`,
    );
    expect([status, body['code']]).toEqual([404, 20404]);
  },
);
