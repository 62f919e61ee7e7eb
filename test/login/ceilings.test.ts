import { createCeilings } from '../../src/login/ceilings.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import type { Connection } from '../../src/saml/connection.ts';

const aConnection = (name: string, namespace: string, ceiling: FlexRole, enabled = true) =>
  ({ name, namespace, enabled, policy: { ceiling } }) as Connection;
const ofSession = (connection: string, namespace = 'people') => ({
  connection,
  subject: { namespace, username: 'ana', identity: 'ana' },
});

const ceilings = createCeilings({
  all: () => [
    aConnection('staff', 'people', 'admin'),
    aConnection('partners', 'people', 'agent'),
    aConnection('closed', 'people', 'admin', false),
    aConnection('single', 'single', 'supervisor'),
  ],
});

test.each([
  { connection: 'staff', ceiling: 'admin' },
  { connection: 'partners', ceiling: 'agent' },
  { connection: 'closed', ceiling: undefined },
  { connection: 'gone', ceiling: undefined },
  { connection: 'single', ceiling: undefined },
  { connection: '__proto__', ceiling: undefined },
])('a session or token of $connection acts under $ceiling', ({ connection, ceiling }) => {
  expect(ceilings.ofSession(ofSession(connection))).toBe(ceiling);
  expect(ceilings.ofToken(connection, 'people')).toBe(ceiling);
});

test('a token that names none acts under the lowest of its people', () => {
  expect(ceilings.ofToken(undefined, 'people')).toBe('agent');
  expect(ceilings.ofToken(undefined, 'single')).toBe('supervisor');
  expect(ceilings.ofToken(undefined, 'nobody')).toBeUndefined();
});

test('people are shared where several connections speak of them, one that is switched off included', () => {
  expect(['people', 'single', 'nobody'].map(ceilings.isShared)).toEqual([true, false, false]);
});
