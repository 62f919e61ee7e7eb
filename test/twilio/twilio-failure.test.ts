import {
  answering,
  asRefusal,
  failureKindOf,
  isNotFound,
  isRoleUnknown,
  isStale,
  isTaken,
  TwilioFailure,
  type FailureFacts,
} from '../../src/twilio/twilio-failure.ts';

test.each([
  { status: 429, code: undefined, kind: 'rate-limited' },
  { status: 429, code: 20429, kind: 'rate-limited' },
  { status: 400, code: 50074, kind: 'rate-limited' },
  { status: 401, code: 20003, kind: 'credentials' },
  { status: 400, code: 20003, kind: 'credentials' },
  { status: 401, code: undefined, kind: 'credentials' },
  { status: 403, code: 70051, kind: 'credentials' },
  { status: 403, code: 20403, kind: 'credentials' },
  { status: 403, code: undefined, kind: 'credentials' },
  { status: 403, code: 50205, kind: 'rejected' },
  { status: 403, code: 50107, kind: 'rejected' },
  { status: 409, code: 50213, kind: 'busy' },
  { status: 409, code: 20162, kind: 'busy' },
  { status: 409, code: 50201, kind: 'rejected' },
  { status: 404, code: 20404, kind: 'rejected' },
  { status: 412, code: undefined, kind: 'rejected' },
  { status: 302, code: undefined, kind: 'rejected' },
  { status: 408, code: undefined, kind: 'unclear' },
  { status: 500, code: 20500, kind: 'unclear' },
  { status: 503, code: undefined, kind: 'unclear' },
  { status: 503, code: 20429, kind: 'rate-limited' },
])('HTTP $status with code $code is $kind', ({ status, code, kind }) => {
  expect(failureKindOf(status, code)).toBe(kind);
});

const aFailure = (facts: Partial<FailureFacts>): TwilioFailure => {
  const { status = 400, twilioCode } = facts;
  return new TwilioFailure(failureKindOf(status, twilioCode), { status, twilioCode, reason: 'said Twilio', ...facts });
};
const TAKEN = 'Worker named jdoe already exists for workspace WS1 for account AC1';

type Told = { facts: Partial<FailureFacts>; is: ((error: unknown) => boolean)[] };

test.each<Told>([
  { facts: { status: 404, twilioCode: 20404 }, is: [isNotFound] },
  { facts: { status: 404, twilioCode: 50200 }, is: [isNotFound] },
  { facts: { status: 400, twilioCode: 50200 }, is: [isNotFound] },
  { facts: { status: 404 }, is: [isNotFound] },
  { facts: { status: 404, twilioCode: 50102 }, is: [isRoleUnknown] },
  { facts: { status: 400, twilioCode: 50100 }, is: [isRoleUnknown] },
  { facts: { status: 400, twilioCode: 20001, reason: TAKEN }, is: [isTaken] },
  { facts: { status: 400, twilioCode: 20001, reason: 'Invalid FriendlyName' }, is: [] },
  { facts: { status: 400, reason: TAKEN }, is: [] },
  { facts: { status: 400, twilioCode: 50201 }, is: [isTaken] },
  { facts: { status: 409, twilioCode: 50201 }, is: [isTaken, isStale] },
  { facts: { status: 409 }, is: [isTaken, isStale] },
  { facts: { status: 412 }, is: [isStale] },
  { facts: { status: 409, twilioCode: 50213 }, is: [] },
  { facts: { status: 500, twilioCode: 20404 }, is: [] },
])('$facts is told apart', ({ facts, is }) => {
  const predicates = [isNotFound, isRoleUnknown, isTaken, isStale];
  expect(predicates.filter((predicate) => predicate(aFailure(facts)))).toEqual(
    predicates.filter((predicate) => is.includes(predicate)),
  );
});

test('an error that is no failed call is none of these', () => {
  const error = Object.assign(new Error('bug'), { kind: 'rejected', facts: { status: 404 } });
  expect([isNotFound, isRoleUnknown, isTaken, isStale].some((predicate) => predicate(error))).toBe(false);
});

test('an expected failure becomes its value, another one is thrown on', () => {
  const handle = answering(isNotFound, 'gone');
  const other = aFailure({ status: 400 });
  expect(handle(aFailure({ status: 404 }))).toBe('gone');
  expect(() => handle(other)).toThrow(other);
});

const where = { operation: 'worker.create', requestId: 'RQ1' };

test.each([
  {
    failure: aFailure({ status: 429, twilioCode: 20429, retryAfterMs: 1500, requestId: 'RQ1' }),
    code: 'TWILIO_RATE_LIMITED',
    evidence: { ...where, twilioCode: 20429, retryAfterMs: 1500 },
  },
  {
    failure: aFailure({ status: 401, twilioCode: 20003, reason: 'Authenticate SK…', requestId: 'RQ1' }),
    code: 'TWILIO_CREDENTIALS',
    evidence: { ...where, status: 401, twilioCode: 20003 },
  },
  {
    failure: aFailure({ status: 400, twilioCode: 20001, reason: 'Invalid\u0000', requestId: 'RQ1' }),
    code: 'TWILIO_REJECTED',
    evidence: { ...where, status: 400, twilioCode: 20001, message: 'Invalid\\u{0}' },
  },
  {
    failure: aFailure({ status: 503, requestId: 'RQ1' }),
    code: 'TWILIO_UNAVAILABLE',
    evidence: { ...where, status: 503, twilioCode: undefined, reason: 'said Twilio' },
  },
  {
    failure: new TwilioFailure('not-sent', { reason: 'the connection failed (ECONNREFUSED)' }),
    code: 'TWILIO_UNAVAILABLE',
    evidence: { operation: 'worker.create', reason: 'the connection failed (ECONNREFUSED)' },
  },
  {
    failure: aFailure({ status: 409, twilioCode: 50213 }),
    code: 'TWILIO_UNAVAILABLE',
    evidence: { operation: 'worker.create', status: 409, twilioCode: 50213, reason: 'said Twilio' },
  },
])('$failure.message is refused as $code', ({ failure, code, evidence }) => {
  const refusal = asRefusal('worker.create', failure);
  expect(refusal).toMatchObject({ name: 'Refusal', code });
  expect((refusal as { evidence: unknown }).evidence).toEqual(evidence);
});

test('what is no failed call stays what it is', () => {
  const bug = new TypeError('bug');
  expect(asRefusal('worker.create', bug)).toBe(bug);
});
