import { Refusal } from '../../src/kernel/refusal.ts';
import { DeadlinePassed, reasonOf, unavailable } from '../../src/store/unavailable.ts';

const reply = (message: string): Error =>
  Object.assign(new Error(message), { name: 'ReplyError', command: { name: 'set', args: ['key', 'hunter2'] } });

test.each([
  [new DeadlinePassed(), 'no answer in time'],
  [new Error('Command timed out'), 'no answer in time'],
  [new Error('Socket timeout. Expecting data, but did not receive any: timed out'), 'no answer in time'],
  [new Error('connect ETIMEDOUT'), 'no answer in time'],
  [new Error('connect ECONNREFUSED 10.0.0.1:6379'), 'connection refused'],
  [new Error('connect ENOENT /run/hunter2'), 'connection refused'],
  [new Error('getaddrinfo ENOTFOUND hunter2'), 'host name not found'],
  [new Error('self-signed certificate'), 'TLS failed'],
  [
    new Error('All sentinels are unreachable. Retrying from scratch after 10ms.'),
    'no sentinel knows a master that can be reached',
  ],
  [new Error('Failed to refresh slots cache.'), 'no node of the cluster can be reached'],
  [new Error('None of startup nodes is available'), 'no node of the cluster can be reached'],
  [new Error('Connection is closed.'), 'connection lost'],
  [new Error('hunter2'), 'connection lost'],
  ['hunter2', 'connection lost'],
  [undefined, 'connection lost'],
  [reply("OOM command not allowed when used memory > 'maxmemory'."), 'answered OOM'],
  [reply('WRONGPASS invalid username-password pair or user is disabled.'), 'answered WRONGPASS'],
  [reply("ERR unknown command 'x', with args beginning with: 'hunter2'"), 'answered ERR'],
  [reply('hunter2 timed out'), 'answered an error'],
  [null, 'connection lost'],
  [{ message: 'connect ECONNREFUSED' }, 'connection refused'],
  [{ name: 'ReplyError' }, 'answered an error'],
])('%s is told as: %s', (error, reason) => {
  expect(reasonOf(error)).toBe(reason);
});

test('the refusal names the operation, and carries nothing of the Redis error', () => {
  const refusal = unavailable('records.put', reply('MISCONF hunter2'));
  expect(refusal).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(refusal.evidence).toEqual({ operation: 'records.put', reason: 'answered MISCONF' });
  expect(refusal.cause).toBeUndefined();
  expect(JSON.stringify([refusal, refusal.detail, refusal.stack])).not.toContain('hunter2');
});

test('a refusal passes as it is', () => {
  const refusal = new Refusal('SUBJECT_BLOCKED', { username: 'ann' });
  expect(unavailable('sessions.create', refusal)).toBe(refusal);
});
