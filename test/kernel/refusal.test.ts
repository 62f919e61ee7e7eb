import { ensure, Refusal } from '../../src/kernel/refusal.ts';
import { REFUSALS } from '../../src/kernel/refusals/table.ts';

test('a fact that does not hold is refused with its code and evidence', () => {
  const act = (): void => ensure(false, 'USERNAME_INVALID', { username: 'x', reason: 'too short' });
  expect(act).toThrow(
    expect.objectContaining({ code: 'USERNAME_INVALID', evidence: { username: 'x', reason: 'too short' } }),
  );
});

test('the detail says what arrived and what to change, with invisible characters made visible', () => {
  const refusal = new Refusal('ROLE_NOT_GRANTED', { received: ['ad\u200Bmin'] });
  expect(refusal.detail).toBe(
    String.raw`Received: “ad\u{200b}min”. Assign agent, supervisor or admin to the person in the IdP, or add a rule under roles.rules of the connection.`,
  );
});

test('an audience that differs only in the trailing slash is said to', () => {
  const refusal = new Refusal('SAML_AUDIENCE_MISMATCH', {
    expected: 'https://sp.example',
    received: ['https://sp.example/'],
  });
  expect(refusal.detail).toContain('They differ only in the trailing slash.');
});

test.each(Object.entries(REFUSALS))(
  '%s has a title, a hint and a code in the style of the API',
  (code, { title, hint, status }) => {
    expect(code).toMatch(/^[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*$/);
    expect(title).toMatch(/^[A-Z].+[^.]$/s);
    expect(hint).toMatch(/[.?]$/);
    expect(status).toBeGreaterThanOrEqual(400);
  },
);

test.each([
  new Refusal('FILE_INVALID', { file: 'a.yaml', problems: [{ path: 'a.yaml:1 x', reason: 'is missing' }] }),
  new Refusal('CONFIG_INVALID', { file: 'a.yaml', problems: [{ path: 'a.yaml:1 x', reason: 'is missing.' }] }),
  new Refusal('OKTA_SETUP_BLOCKED', { reasons: ['two groups have the name “A”', 'rename one of them'] }),
])('$code: every line of the detail is a sentence with one full stop', ({ detail }) => {
  for (const line of detail.split('\n')) expect(line).toMatch(/[^.]\.$/);
});

test.each(Object.entries(REFUSALS))(
  '%s leaves no placeholder and no double stop in its words',
  (_, { title, hint }) => {
    for (const text of [title, hint]) {
      expect(text).not.toMatch(/\$\{|undefined|\[object|TODO|XXX|\.\./);
      expect(text).toBe(text.trim());
    }
  },
);

const CALL = { operation: 'workers.create' };

test.each([
  new Refusal('STORE_UNAVAILABLE', { operation: 'read', reason: 'connection refused' }),
  new Refusal('TWILIO_UNAVAILABLE', { ...CALL, reason: 'ECONNRESET' }),
  new Refusal('TWILIO_RATE_LIMITED', CALL),
  new Refusal('TWILIO_REJECTED', { ...CALL, status: 400, twilioCode: 20001, message: 'Bad\u009bname' }),
])('$code tells an operator the call and its cause, without the words for a person who waits', (refusal) => {
  const { detail, detailForOperators, evidence } = refusal;
  expect(detailForOperators).toContain('operation' in evidence ? evidence.operation : undefined);
  expect(detailForOperators).not.toMatch(/Try again|Operators:|\u009b/);
  expect(detail).toContain('Operators: ');
});

test('where the words are the same for everybody, an operator is told them too', () => {
  const refusal = new Refusal('ROLE_NOT_GRANTED', { received: [] });
  expect(refusal.detailForOperators).toBe(refusal.detail);
});
