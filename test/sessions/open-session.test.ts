import { openSession } from '../../src/sessions/open-session.ts';
import { ada } from '../support/subject-states.ts';

const HOUR = 3_600_000;
const settings = { idleMs: HOUR, maxMs: 12 * HOUR };
const NOW = Date.parse('2026-11-24T08:00:00.000Z');
const opening = {
  subject: ada,
  connection: 'okta',
  nameId: { value: ada.username, format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified' },
  trace: 'bako-timi-sero-lafi',
  now: NOW,
};

test('a session carries what single logout and the trace need', () => {
  expect(openSession({ ...opening, sessionIndex: '_s1' }, settings)).toStrictEqual({
    subject: ada,
    connection: 'okta',
    nameId: opening.nameId,
    sessionIndex: '_s1',
    trace: 'bako-timi-sero-lafi',
    createdAt: NOW,
    expiresAt: NOW + 12 * HOUR,
    idleMs: HOUR,
  });
});

test('what the identity provider did not send stays out', () => {
  const session = openSession(opening, settings);
  expect(session).not.toHaveProperty('sessionIndex');
  expect(session).not.toHaveProperty('sessionNotOnOrAfter');
});

test.each([
  ['earlier than session.max: its end', NOW + 2 * HOUR, NOW + 2 * HOUR],
  ['later than session.max: session.max', NOW + 48 * HOUR, NOW + 12 * HOUR],
  ['a millisecond from now: that', NOW + 1, NOW + 1],
])('SessionNotOnOrAfter %s', (_, sessionNotOnOrAfter, expiresAt) => {
  expect(openSession({ ...opening, sessionNotOnOrAfter }, settings).expiresAt).toBe(expiresAt);
});

test.each([NOW, NOW - 30_000])('a session that is over at the identity provider (%d) is not opened', (end) => {
  expect(() => openSession({ ...opening, sessionNotOnOrAfter: end }, settings)).toThrow(
    expect.objectContaining({
      code: 'SAML_SESSION_EXPIRED',
      evidence: { sessionNotOnOrAfter: new Date(end).toISOString(), now: '2026-11-24T08:00:00.000Z' },
    }),
  );
});
