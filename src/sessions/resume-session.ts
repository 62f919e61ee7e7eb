import type { FlexRole } from '../roles/flex-role.ts';
import type { DemotionMode } from './session-settings.ts';
import type { ResumedSession, ResumeSession, Session, SessionStore } from './session-store.ts';

/** Whether an assignment lowered the Flex role after the one that the session was opened with. */
export const isBeforeDemotion = ({ session, state }: ResumedSession): boolean =>
  (session.demotions ?? 0) < (state.demoted?.times ?? 0);

/**
 * The highest Flex role that the session’s connection may give, as configured at this moment. undefined where it may let
 * nobody in: it is gone, switched off, or speaks of other people now.
 */
export type CeilingOf = (session: Pick<Session, 'connection' | 'subject'>) => FlexRole | undefined;

export interface ResumeSettings {
  readonly onDemotion: DemotionMode;
  readonly ceilingOf: CeilingOf;
}

/**
 * Resumes sessions as the mode says, each under the ceiling of its own connection: the assignment may come from another
 * one that speaks of the same people. In the mode `end` they are deleted at the demotion already; asking again here makes
 * that hold also where the process died in between. A session whose connection lets nobody in is not deleted: while a new
 * configuration is rolled out, a replica may not know the connection yet.
 */
export const resumeSession =
  (sessions: Pick<SessionStore, 'resume'>, { onDemotion, ceilingOf }: ResumeSettings): ResumeSession =>
  async (credential, now) => {
    const resumed = await sessions.resume(credential, now);
    if (resumed === undefined || (onDemotion !== 'downgrade' && isBeforeDemotion(resumed))) return undefined;
    const ceiling = ceilingOf(resumed.session);
    return ceiling && { ...resumed, ceiling };
  };
