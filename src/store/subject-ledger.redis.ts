import { rolesAbove, rolesBelow } from '../provisioning/desired-state.ts';
import type { Claim, ClaimOutcome, SubjectLedger, SubjectState } from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { StoreConnection } from './connect.redis.ts';
import { lifetimeMs } from './lifetime.ts';
import { claimOutcome } from './claim-outcome.ts';
import type { ClaimKind } from './claim-outcome.ts';
import { keysOf, subjectTag } from './subject-key.ts';
import type { SubjectKeys } from './subject-key.ts';
import { stateFrom, subjectText } from './subject-state-text.ts';
import type { StateText } from './subject-state-text.ts';

type ClaimReply = readonly [kind: ClaimKind, before: StateText];

async function claimIn(connection: StoreConnection, keys: SubjectKeys, claim: Claim): Promise<ClaimOutcome> {
  const { subject, desired, usedUntil, now } = claim;
  const [kind, before] = await connection.script<ClaimReply>('ledger.claim', 'claimSubject', {
    keys: [keys.state, keys.used(desired.fence.assertionId)],
    args: [
      subjectText(subject),
      JSON.stringify(desired),
      desired.fence.issuedAt,
      desired.fence.assertionId,
      desired.digest,
      lifetimeMs(usedUntil - now),
      now,
      claim.closedByOther ?? '',
      claim.vacant ?? '',
      rolesAbove(desired.assignment.flexRole).length,
      ...rolesAbove(desired.assignment.flexRole),
      ...rolesBelow(desired.assignment.flexRole),
    ],
  });
  return claimOutcome(kind, stateFrom(before), claim);
}

async function confirmIn(connection: StoreConnection, state: string, args: [token: number, confirmed: string]) {
  return (await connection.script<number>('ledger.confirm', 'confirmSubject', { keys: [state], args })) === 1;
}

async function readIn(connection: StoreConnection, state: string): Promise<SubjectState | undefined> {
  const fields = await connection.command('ledger.read', (redis) =>
    redis.hmget(state, 'owner', 'desired', 'confirmed', 'blocked', 'demoted', 'endedAt', 'promotions'),
  );
  return stateFrom([fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6]]);
}

const NONE: StateText = [null, null, null, null, null, null, null];

async function blockIn(
  connection: StoreConnection,
  { state, endings, sessions }: SubjectKeys,
  args: [block: string, owner: string, at: number],
): Promise<SubjectState | undefined> {
  const call = { keys: [state, endings, sessions], args };
  return stateFrom((await connection.script<StateText | null>('ledger.block', 'blockSubject', call)) ?? NONE);
}

/** Every method is one command: one round trip to the node that holds the subject. */
export function redisSubjectLedger(connection: StoreConnection): SubjectLedger {
  const keysFor = (slot: string): SubjectKeys => keysOf(connection.prefix, subjectTag(slot));
  return {
    claim: (claim) => claimIn(connection, keysFor(slotOf(claim.subject.identity)), claim),
    read: (slot) => readIn(connection, keysFor(slot).state),
    lease: async (slot, ttlMs) => {
      const { state, lease } = keysFor(slot);
      const call = { keys: [state, lease], args: [lifetimeMs(ttlMs)] };
      const token = await connection.script<number | null>('ledger.lease', 'leaseSubject', call);
      return token === null ? undefined : { slot, token };
    },
    release: async ({ slot, token }) => {
      await connection.script('ledger.release', 'releaseSubject', { keys: [keysFor(slot).lease], args: [token] });
    },
    confirm: ({ slot, token }, confirmed) =>
      confirmIn(connection, keysFor(slot).state, [token, JSON.stringify(confirmed)]),
    forgetConfirmed: ({ slot, token }) => confirmIn(connection, keysFor(slot).state, [token, '']),
    block: (slot, block) => blockIn(connection, keysFor(slot), [JSON.stringify(block), '', block.at]),
    blockSubject: (subject, block) =>
      blockIn(connection, keysFor(slotOf(subject.identity)), [JSON.stringify(block), subjectText(subject), block.at]),
    unblock: async (slot) => {
      const call = { keys: [keysFor(slot).state], args: [] };
      return stateFrom(await connection.script<StateText>('ledger.unblock', 'unblockSubject', call));
    },
  };
}
