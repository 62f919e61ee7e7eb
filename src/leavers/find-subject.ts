import { ensure } from '../kernel/refusal.ts';
import type { SubjectLedger, SubjectState } from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import { identityOf } from '../roles/identity.ts';

export interface FindSubjectDeps {
  readonly ledger: Pick<SubjectLedger, 'read'>;
  /** Of all connections, each once. */
  readonly namespaces: readonly string[];
}

export interface FoundSubject {
  readonly subject: Subject;
  /** Absent where the person never logged in and was never blocked. */
  readonly state?: SubjectState;
}

/** The only namespace there is; where there are several, the operator must say whose person it is. */
function namespaceFor(wanted: string | undefined, namespaces: readonly string[]): string {
  const namespace = wanted ?? (namespaces.length === 1 ? namespaces[0] : undefined);
  ensure(namespace !== undefined && namespaces.includes(namespace), 'REQUEST_INVALID', {
    problems: [
      { path: 'namespace', reason: `must be one of ${namespaces.join(', ')}: nobody of this name has logged in yet` },
    ],
  });
  return namespace;
}

/**
 * The person of a username, letter case aside, as Twilio takes it. Refusals: USERNAME_INVALID, SUBJECT_CONFLICT where
 * somebody else holds the identity, REQUEST_INVALID where an unknown person could belong to several namespaces.
 */
export async function findSubject(
  username: string,
  { ledger, namespaces }: FindSubjectDeps,
  namespace?: string,
): Promise<FoundSubject> {
  const identity = identityOf(username);
  const state = await ledger.read(slotOf(identity));
  if (state === undefined) return { subject: { namespace: namespaceFor(namespace, namespaces), username, identity } };
  const { subject } = state;
  ensure(subject.username.toLowerCase() === username.toLowerCase(), 'SUBJECT_CONFLICT', {
    username,
    owner: subject.username,
  });
  return { subject, state };
}
