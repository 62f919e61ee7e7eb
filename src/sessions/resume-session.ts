import type { DemotionMode } from './session-settings.ts';
import type { ResumedSession, SessionStore } from './session-store.ts';

/** Whether an assignment lowered the Flex role after the session was opened. */
export const isBeforeDemotion = ({ session, state }: ResumedSession): boolean =>
  state.desired?.demotedAt !== undefined && session.createdAt < state.desired.demotedAt;

/**
 * Resumes sessions as the mode says. In the mode `end` they are deleted at the demotion already; asking again here makes
 * that hold also where the process died in between.
 */
export const resumeSession =
  (sessions: Pick<SessionStore, 'resume'>, onDemotion: DemotionMode): SessionStore['resume'] =>
  async (credential, now) => {
    const resumed = await sessions.resume(credential, now);
    if (resumed === undefined || onDemotion === 'downgrade') return resumed;
    return isBeforeDemotion(resumed) ? undefined : resumed;
  };
