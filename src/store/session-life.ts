import type { Session } from '../sessions/session-store.ts';

/** When a session ends that was last used at `now` and is not used again, ms since epoch. */
export const endUnlessUsed = ({ expiresAt, idleMs }: Session, now: number): number => Math.min(expiresAt, now + idleMs);

/** The order in which sessions are listed. */
export const byCreation = (a: Session, b: Session): number => a.createdAt - b.createdAt;
