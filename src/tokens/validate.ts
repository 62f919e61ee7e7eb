import type { SubjectLedger, SubjectState } from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { FlexRole } from '../roles/flex-role.ts';
import { roleNames, standingOf } from '../sessions/effective.ts';
import type { TokenFault, TokenIssuer, VerifiedToken } from './token-issuer.ts';

/** The answer of Flex's own token validation (twilio.md 8.3), field for field. */
export type Validation =
  | {
      readonly valid: true;
      readonly code: 0;
      readonly message: null;
      /** ISO 8601. */
      readonly expiration: string;
      /** The username. */
      readonly realm_user_id: string;
      readonly identity: string;
      readonly roles: readonly string[];
      readonly worker_sid: string;
    }
  | ({ readonly valid: false } & TokenFault);

export interface ValidateTokenDeps {
  readonly issuer: TokenIssuer;
  readonly ledger: Pick<SubjectLedger, 'read'>;
  /**
   * The ceiling under which a token acts, as configured at this moment: that of the connection it names, else the lowest
   * of all that speak of these people. undefined where none lets anybody in.
   */
  readonly ceilingOf: (connection: string | undefined, namespace: string) => FlexRole | undefined;
  /** The account of our tokens. */
  readonly accountSid: string;
}
export type ValidateToken = (question: { readonly accountSid: string; readonly token: string }) => Promise<Validation>;

/**
 * Says whether a token of ours is good, and which roles its bearer has now: a person demoted or blocked since the token
 * was minted is answered as demoted or blocked. Rejects only with STORE_UNAVAILABLE.
 */
export const createValidateToken =
  ({ issuer, ledger, accountSid, ceilingOf }: ValidateTokenDeps): ValidateToken =>
  async (question) => {
    const check = issuer.verify(question.token);
    if (!check.valid) return { valid: false, ...check.fault };
    if (question.accountSid !== accountSid) return { valid: false, ...OTHER_ACCOUNT };
    return answer(check.token, await ledger.read(slotOf(check.token.identity)), ceilingOf);
  };

// Answered in the validator's own form, not as problems: clients show nothing but `message`.
const OTHER_ACCOUNT: TokenFault = {
  code: 20103,
  message: 'Invalid Access Token subject: it belongs to another account',
};
const NOT_ACTIVE: TokenFault = {
  code: 20101,
  message: 'Invalid Access Token: its bearer is blocked, or no longer a worker',
};

/** A block ends tokens as it ends sessions, also one that was lifted again: neither comes back. */
const endOf = ({ endedAt = -Infinity }: SubjectState): number => endedAt;

function answer(
  { identity, issuedAt, expiresAt, connection }: VerifiedToken,
  state: SubjectState | undefined,
  ceilingOf: ValidateTokenDeps['ceilingOf'],
): Validation {
  // A slot is shared by identities that differ in letter case only; another person's roles are never answered.
  const theirs = state?.subject.identity === identity && issuedAt > endOf(state) ? state : undefined;
  const ceiling = theirs && ceilingOf(connection, theirs.subject.namespace);
  const standing = theirs && ceiling && standingOf(theirs, ceiling);
  if (!standing) return { valid: false, ...NOT_ACTIVE };
  return {
    valid: true,
    code: 0,
    message: null,
    expiration: new Date(expiresAt).toISOString(),
    realm_user_id: standing.assignment.username,
    identity,
    roles: roleNames(standing.roles),
    worker_sid: standing.confirmed.workerSid,
  };
}
