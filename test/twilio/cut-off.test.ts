import { cutOff } from '../../src/twilio/cut-off.ts';
import { TwilioFailure } from '../../src/twilio/twilio-failure.ts';
import type { Deadline } from '../../src/twilio/twilio-scope.ts';
import { failureOf } from '../support/failing.ts';

const A_MINUTE = 60_000;
const aDeadline = (): { deadline: Deadline; end: () => void } => {
  const controller = new AbortController();
  return { deadline: { signal: controller.signal, endsAt: Infinity, seniority: 1 }, end: () => controller.abort() };
};
/** Settles only when it is cut. */
const untilCut = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const give = (): void => reject(new Error('cut'));
    if (signal.aborted) give();
    else signal.addEventListener('abort', give);
  });

test('what is done in time is given on', async () => {
  await expect(cutOff(A_MINUTE, aDeadline().deadline, () => Promise.resolve(42))).resolves.toBe(42);
});

test('the time-out and the deadline are told apart', async () => {
  const { deadline, end } = aDeadline();
  const [late, over] = [failureOf(cutOff(1, undefined, untilCut)), failureOf(cutOff(A_MINUTE, deadline, untilCut))];
  end();
  expect(await late).toMatchObject({ kind: 'unclear', facts: { reason: 'no answer within 1 ms' } });
  expect(await over).toMatchObject({ kind: 'deadline' });
});

test('a deadline that passed between the place and the request still counts', async () => {
  const { deadline, end } = aDeadline();
  end();
  expect(await failureOf(cutOff(A_MINUTE, deadline, untilCut))).toMatchObject({ kind: 'deadline' });
});

test('a failure of its own keeps its kind', async () => {
  const failure = new TwilioFailure('rejected', { reason: 'no name' });
  expect(await failureOf(cutOff(A_MINUTE, undefined, () => Promise.reject(failure)))).toBe(failure);
});

test.each([
  ['ENOTFOUND', 'not-sent'],
  ['EAI_AGAIN', 'not-sent'],
  ['ECONNREFUSED', 'not-sent'],
  ['UND_ERR_CONNECT_TIMEOUT', 'not-sent'],
  ['ECONNRESET', 'unclear'],
  ['EPIPE', 'unclear'],
  ['UND_ERR_SOCKET', 'unclear'],
  ['CERT_HAS_EXPIRED', 'unclear'],
  [undefined, 'unclear'],
])('a connection that failed with %s is %s', async (code, kind) => {
  const error = Object.assign(new Error('with the headers: Basic c2VjcmV0'), { code, headers: 'Basic c2VjcmV0' });
  const failure = await failureOf(cutOff(A_MINUTE, undefined, () => Promise.reject(error)));
  expect(failure).toMatchObject({ kind, facts: { reason: `the connection failed (${code ?? 'no code'})` } });
  expect(JSON.stringify(failure)).not.toContain('c2VjcmV0');
});
