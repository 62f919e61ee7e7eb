import { defaultSettings } from '../../../src/sandbox/twilio/settings.ts';
import { createWorld } from '../../../src/sandbox/twilio/world.ts';
import { departures } from '../../support/openapi-check.ts';
import { digests, keptDigests, keyOf, specs } from '../../support/openapi-digest.ts';

const account = {
  accountSid: `AC${'1'.repeat(32)}`,
  apiKey: { sid: `SK${'1'.repeat(32)}`, secret: 's' },
  authToken: 't',
};
const { products } = createWorld({ account, clock: () => 0, settings: defaultSettings() }, {});
const offered = products.flatMap(({ name, operations }) =>
  operations.map(({ method, path }) => keyOf(name, method, path)),
);

test('every operation is a published one, or one of the few that are documented without a spec', () => {
  expect(offered.filter((key) => !digests.has(key)).toSorted()).toEqual([
    'chat DELETE /v2/Services/{}/Channels/{}/Invites/{}',
    'chat GET /v2/Services/{}/Channels',
    'chat GET /v2/Services/{}/Channels/{}',
    'chat GET /v2/Services/{}/Channels/{}/Invites',
    'chat GET /v2/Services/{}/Channels/{}/Invites/{}',
    'chat POST /v2/Services/{}/Channels/{}/Invites',
    'conversations DELETE /v1/Services/{}/Conversations/{}/Messages/{}',
    'conversations GET /v1/Services/{}/Conversations/{}/Messages',
    'conversations GET /v1/Services/{}/Conversations/{}/Messages/{}',
    'conversations POST /v1/Services/{}/Conversations/{}/Messages',
    'conversations POST /v1/Services/{}/Conversations/{}/Messages/{}',
    'flex-api GET /v1/Instances/{}/Users',
    'flex-api GET /v4/Instances/{}/Users',
    'flex-api GET /v4/Instances/{}/Users/{}',
    'flex-api POST /v1/Accounts/{}/Tokens/Info',
    'flex-api POST /v4/Instances/{}/Users/Deprovision',
    'flex-api POST /v4/Instances/{}/Users/Provision',
    'flex-api POST /v4/Instances/{}/Users/{}/Tokens',
    'iam POST /v1/Accounts/{}/Tokens/refresh',
    'iam POST /v1/Accounts/{}/Tokens/validate',
  ]);
});

test('no operation is offered twice', () => {
  expect(new Set(offered).size).toBe(offered.length);
});

test('the field lists in fixtures/twilio/fields.json are those of the published specs', () => {
  const published = offered.flatMap((key) => {
    const digest = digests.get(key);
    return digest === undefined ? [] : [[key, digest] as const];
  });
  expect(Object.fromEntries(keptDigests)).toEqual(Object.fromEntries(published));
});

describe('the check that every exchange of these tests passes through', () => {
  const worker = 'http://127.0.0.1/taskrouter/v1/Workspaces/WS1/Workers/WK1';
  const exchange = (changes: object) =>
    departures({ method: 'GET', url: new URL(worker), formNames: [], status: 200, body: {}, ...changes });

  test('finds missing fields', () => {
    expect(exchange({ body: { sid: 'WK1' } })[0]).toContain('fields are sid, not account_sid,activity_name');
  });

  test('finds a wrong status', () => {
    expect(exchange({ status: 201 })).toContain('taskrouter GET /v1/Workspaces/{}/Workers/{} answers 200, not 201');
  });

  test('finds parameters that the API does not have', () => {
    const update = { method: 'POST', formNames: ['FriendlyName', 'Friendly_Name'] };
    expect(exchange(update)).toContain('taskrouter POST /v1/Workspaces/{}/Workers/{} has no parameter Friendly_Name');
  });

  test('finds paths that the API does not have', () => {
    expect(exchange({ url: new URL('http://127.0.0.1/taskrouter/v1/Teams') })).toEqual([
      'no published operation GET /taskrouter/v1/Teams',
    ]);
  });

  test('finds an error that is not in the form of the API', () => {
    expect(exchange({ status: 400, body: { error: 'no' } })).toEqual(['the error body is {"error":"no"}']);
  });

  test('finds lists that are none', () => {
    const url = new URL('http://127.0.0.1/taskrouter/v1/Workspaces/WS1/Workers');
    expect(exchange({ url, body: { workers: 7, meta: {} } })).toContain('workers is no list');
  });

  test('finds values of the wrong type, where the specs are there to tell', () => {
    const url = new URL('http://127.0.0.1/taskrouter/v1/Workspaces/WS1/Workers');
    const problems = exchange({ url, body: { workers: [{ sid: 7 }], meta: {} } });
    expect(problems.includes('/workers/0/sid must be string,null')).toBe(specs !== undefined);
  });
});
