import {
  fromList,
  toConversationUser,
  toDefaultRoleSid,
  toOwned,
  toListedRole,
  toListedWorker,
  toWorker,
  toWorkerChannel,
} from '../../src/twilio/wire.ts';
import { SIDS } from '../support/twilio-settings.ts';

const aWorkerResource = (changes: object = {}): object => ({
  sid: SIDS.worker,
  friendlyName: 'JDoe',
  attributes: '{"roles":["agent"]}',
  available: false,
  ...changes,
});

test('a worker carries the ETag as its version, quotes and all', () => {
  expect(toWorker({ body: aWorkerResource(), headers: { etag: 'W/"7"' } })).toEqual({
    sid: SIDS.worker,
    username: 'JDoe',
    attributes: { roles: ['agent'] },
    version: 'W/"7"',
  });
});

test('without an ETag there is no version', () => {
  expect(toWorker({ body: aWorkerResource() })).not.toHaveProperty('version');
});

test('keys that others chose survive, whatever they are called', () => {
  const attributes = '{"__proto__":{"admin":true},"constructor":1,"routing":{"skills":["a"],"levels":{"a":2}}}';
  const worker = toWorker({ body: aWorkerResource({ attributes }) });
  expect(JSON.stringify({ ...worker.attributes })).toBe(attributes);
  expect(Object.getPrototypeOf(worker.attributes)).toBe(Object.prototype);
});

test.each([null, undefined, '', '[]', '"text"', 'null', '{"cut":'])(
  'attributes that are no JSON object (%p) are unknown in a list and an error of a worker, never empty',
  (attributes) => {
    const resource = aWorkerResource({ attributes });
    expect(fromList(toListedWorker(resource))).toBeUndefined();
    expect(() => toWorker({ body: resource })).toThrow(
      expect.objectContaining({ kind: 'unclear', message: expect.stringContaining(`attributes of ${SIDS.worker}`) }),
    );
  },
);

test.each([
  ['worker', toListedWorker, {}, 'sid, friendlyName'],
  ['worker', toListedWorker, aWorkerResource({ sid: 'US1' }), 'sid'],
  ['worker', toListedWorker, aWorkerResource({ attributes: {} }), 'attributes'],
  ['worker channel', toWorkerChannel, { taskChannelUniqueName: 'voice', available: 'yes' }, 'available'],
  ['User', toConversationUser, { sid: 'US1' }, 'identity'],
  ['role', toListedRole, { sid: 'WK1', friendlyName: 'agent', type: 'service' }, 'sid'],
  ['configuration', toDefaultRoleSid, undefined, ''],
])('a %s of another shape is an unclear answer that names the fields', (_, read, resource, fields) => {
  expect(() => read(resource)).toThrow(
    expect.objectContaining({ kind: 'unclear', message: expect.stringContaining(fields) }),
  );
});

test('a worker channel has the name of its TaskChannel and the capacity that was set', () => {
  const resource = { taskChannelUniqueName: 'chat', available: true, configuredCapacity: 3, assignedTasks: 1 };
  expect(toWorkerChannel(resource)).toEqual({ taskChannel: 'chat', available: true, capacity: 3 });
});

test.each([
  [
    { friendlyName: 'Jane Doe', roleSid: SIDS.role },
    { friendlyName: 'Jane Doe', roleSid: SIDS.role },
  ],
  [
    { friendlyName: null, roleSid: null },
    { friendlyName: '', roleSid: '' },
  ],
])('a User with %p', (fields, expected) => {
  expect(toConversationUser({ sid: SIDS.user, identity: 'jdoe', isOnline: null, ...fields })).toEqual({
    sid: SIDS.user,
    identity: 'jdoe',
    ...expected,
  });
});

test.each([
  [new Date(1_700_000_000_000), 1_700_000_000_000],
  [undefined, 0],
])('a role made at %p', (dateCreated, createdAt) => {
  expect(toListedRole({ sid: SIDS.role, friendlyName: 'agent', type: 'service', dateCreated })).toEqual({
    sid: SIDS.role,
    name: 'agent',
    type: 'service',
    createdAt,
  });
});

test('the default role of a Service may be unset', () => {
  expect(toDefaultRoleSid({ defaultChatServiceRoleSid: SIDS.role })).toBe(SIDS.role);
  expect(toDefaultRoleSid({ defaultChatServiceRoleSid: null })).toBeUndefined();
});

test('a friendly name and an account may be unset', () => {
  const whole = { friendlyName: 'Flex Chat Service', accountSid: SIDS.account };
  expect([toOwned(whole), toOwned({})]).toEqual([whole, { friendlyName: '' }]);
});
