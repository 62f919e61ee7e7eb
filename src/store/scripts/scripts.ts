import { appendAudit } from './append-audit.ts';
import { blockSubject } from './block-subject.ts';
import { claimSubject } from './claim-subject.ts';
import { confirmSubject } from './confirm-subject.ts';
import { createSession } from './create-session.ts';
import { endSessions } from './end-sessions.ts';
import { leaseSubject } from './lease-subject.ts';
import { listSessions } from './list-sessions.ts';
import { pageSubjects } from './page-subjects.ts';
import { pauseProduct } from './pause-product.ts';
import { releaseSubject } from './release-subject.ts';
import { resumeSession } from './resume-session.ts';
import { shareBudget } from './share-budget.ts';
import { unblockSubject } from './unblock-subject.ts';

/** Every script, by the name under which the Redis client knows it. */
export const SCRIPTS = {
  claimSubject,
  blockSubject,
  unblockSubject,
  leaseSubject,
  releaseSubject,
  confirmSubject,
  createSession,
  resumeSession,
  endSessions,
  listSessions,
  shareBudget,
  pauseProduct,
  appendAudit,
  pageSubjects,
};

export type ScriptName = keyof typeof SCRIPTS;
