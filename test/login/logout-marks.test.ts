import { createLogoutMarks } from '../../src/login/logout-marks.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import { aSubject, T0 } from '../support/store-builders.ts';
import { openMemoryStore } from '../support/store-harness.ts';

const ann = aSubject();
const slot = slotOf(ann.identity);

test.each<{
  title: string;
  sessionIndexes: readonly string[];
  login: { sessionIndex?: string; subject?: typeof ann };
  meant: boolean;
}>([
  { title: 'of everything', sessionIndexes: [], login: { sessionIndex: '_a' }, meant: true },
  { title: 'of everything', sessionIndexes: [], login: {}, meant: true },
  { title: 'of two sessions', sessionIndexes: ['_a', '_b'], login: { sessionIndex: '_b' }, meant: true },
  { title: 'of another session', sessionIndexes: ['_a'], login: { sessionIndex: '_b' }, meant: false },
  { title: 'of some session', sessionIndexes: ['_a'], login: {}, meant: true },
  { title: 'of a session named all', sessionIndexes: ['all'], login: { sessionIndex: '_b' }, meant: false },
  { title: 'of everything', sessionIndexes: [], login: { subject: aSubject('bob@example.com') }, meant: false },
  { title: 'of everything', sessionIndexes: [], login: { subject: aSubject(ann.username, 'entra') }, meant: false },
])('a logout $title means $login: $meant', async ({ sessionIndexes, login, meant }) => {
  const marks = createLogoutMarks(openMemoryStore().store.records);
  await marks.note({ namespace: ann.namespace, slot, sessionIndexes }, T0);
  await expect(marks.since(T0, { subject: ann, ...login })).resolves.toBe(meant);
});

test.each([
  { loginAt: T0 - 1, meant: true },
  { loginAt: T0, meant: true },
  { loginAt: T0 + 1, meant: false },
])('a logout means the logins from before it: $meant', async ({ loginAt, meant }) => {
  const marks = createLogoutMarks(openMemoryStore().store.records);
  await marks.note({ namespace: ann.namespace, slot, sessionIndexes: [] }, T0);
  await expect(marks.since(loginAt, { subject: ann })).resolves.toBe(meant);
});
