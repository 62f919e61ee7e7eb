import { isBeforeDemotion, resumeSession } from '../../src/sessions/resume-session.ts';
import { DEMOTION_MODES } from '../../src/sessions/session-settings.ts';
import type { DemotionMode } from '../../src/sessions/session-settings.ts';
import { aSession, aState } from '../support/subject-states.ts';

/** Of a person who had been demoted so often at the login, and so often by now. */
const resumed = (demotions?: number, times?: number) => ({
  session: aSession({ ...(demotions !== undefined && { demotions }) }),
  state: { ...aState(['agent']), ...(times !== undefined && { demoted: { times, at: 11 } }) },
});

const settings = (onDemotion: DemotionMode) => ({ onDemotion, ceilingOf: () => 'supervisor' as const });

test.each([
  { demotions: undefined, times: undefined, before: false },
  { demotions: 1, times: 1, before: false },
  { demotions: undefined, times: 1, before: true },
  { demotions: 1, times: 2, before: true },
])('opened after $demotions demotions, now $times: before one is $before', ({ demotions, times, before }) => {
  expect(isBeforeDemotion(resumed(demotions, times))).toBe(before);
});

test.each(DEMOTION_MODES)(
  'with %s, a session from before the demotion goes on only when it is downgraded',
  async (mode) => {
    const old = resumed(1, 2);
    const resume = resumeSession({ resume: () => Promise.resolve(old) }, settings(mode));
    await expect(resume('a credential', 20)).resolves.toEqual(
      mode === 'downgrade' ? { ...old, ceiling: 'supervisor' } : undefined,
    );
  },
);

test.each(DEMOTION_MODES)('with %s, any other session goes on, and one that is over stays so', async (mode) => {
  const later = resumed(2, 2);
  const resume = (found: typeof later | undefined) =>
    resumeSession({ resume: () => Promise.resolve(found) }, settings(mode))('c', 20);
  await expect(resume(later)).resolves.toEqual({ ...later, ceiling: 'supervisor' });
  await expect(resume(undefined)).resolves.toBeUndefined();
});

test('a session whose connection lets nobody in is none, whatever the mode', async () => {
  const closed = { onDemotion: 'downgrade', ceilingOf: () => undefined } as const;
  await expect(resumeSession({ resume: () => Promise.resolve(resumed()) }, closed)('c', 20)).resolves.toBeUndefined();
});
