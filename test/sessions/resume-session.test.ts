import { isBeforeDemotion, resumeSession } from '../../src/sessions/resume-session.ts';
import { DEMOTION_MODES } from '../../src/sessions/session-settings.ts';
import type { DemotionMode } from '../../src/sessions/session-settings.ts';
import { aSession, aState } from '../support/subject-states.ts';

const resumed = (createdAt: number, demotedAt?: number) => {
  const state = aState(['agent']);
  const desired = state.desired && { ...state.desired, ...(demotedAt !== undefined && { demotedAt }) };
  return { session: aSession({ createdAt }), state: { ...state, ...(desired && { desired }) } };
};

const settings = (onDemotion: DemotionMode) => ({ onDemotion, ceilingOf: () => 'supervisor' as const });

test.each([
  { createdAt: 10, demotedAt: undefined, before: false },
  { createdAt: 10, demotedAt: 9, before: false },
  { createdAt: 10, demotedAt: 10, before: false },
  { createdAt: 10, demotedAt: 11, before: true },
])('opened at $createdAt, demoted at $demotedAt: before it is $before', ({ createdAt, demotedAt, before }) => {
  expect(isBeforeDemotion(resumed(createdAt, demotedAt))).toBe(before);
});

test.each(DEMOTION_MODES)(
  'with %s, a session from before the demotion goes on only when it is downgraded',
  async (mode) => {
    const old = resumed(10, 11);
    const resume = resumeSession({ resume: () => Promise.resolve(old) }, settings(mode));
    await expect(resume('a credential', 20)).resolves.toEqual(
      mode === 'downgrade' ? { ...old, ceiling: 'supervisor' } : undefined,
    );
  },
);

test.each(DEMOTION_MODES)('with %s, any other session goes on, and one that is over stays so', async (mode) => {
  const later = resumed(12, 11);
  const resume = (found: typeof later | undefined) =>
    resumeSession({ resume: () => Promise.resolve(found) }, settings(mode))('c', 20);
  await expect(resume(later)).resolves.toEqual({ ...later, ceiling: 'supervisor' });
  await expect(resume(undefined)).resolves.toBeUndefined();
});

test('a session whose connection lets nobody in is none, whatever the mode', async () => {
  const closed = { onDemotion: 'downgrade', ceilingOf: () => undefined } as const;
  await expect(resumeSession({ resume: () => Promise.resolve(resumed(12)) }, closed)('c', 20)).resolves.toBeUndefined();
});
