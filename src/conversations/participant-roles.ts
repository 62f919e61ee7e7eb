import type { Log } from '../kernel/log.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { SubjectLedger } from '../provisioning/subject-ledger.ts';
import { slotOf } from '../provisioning/subject.ts';
import type { Subject } from '../provisioning/subject.ts';
import { DEFAULT_CONVERSATION_ROLE } from '../roles/catalogue/conversations.ts';
import type { FlexRole } from '../roles/flex-role.ts';
import { effectiveRoles } from '../sessions/effective.ts';
import { rankOf, wantedRole } from './participant-role-policy.ts';
import type { ParticipantRoleNames } from './participant-role-policy.ts';
import type { ParticipantEvent, ParticipantPlace } from './participant-event.ts';
import type { ConversationRole, ConversationRoles, Participant, Participants } from './participants.ts';

/**
 * `set`: the role was written. `unchanged`: it was right, or (when only lowering) low enough. `kept`: a role that is none
 * of ours. `gone`: the participant is no more. `ignored`: nobody whom we know.
 */
export type ParticipantOutcome = 'set' | 'unchanged' | 'kept' | 'gone' | 'ignored';

export interface ParticipantRoles {
  /**
   * Makes one participant's role match the Flex role that is effective now, whatever the event said and however late or
   * often it comes. Refusals: TWILIO_…, STORE_UNAVAILABLE, CONVERSATION_ROLE_MISSING.
   */
  align(event: Pick<ParticipantEvent, 'identity' | keyof ParticipantPlace>): Promise<ParticipantOutcome>;
  /** Makes the subject's role match the effective Flex role in every conversation. Answers how often it wrote. */
  alignAll(subject: Pick<Subject, 'identity'>): Promise<number>;
  /** Lowers the subject in every conversation, where it stands above the effective Flex role. Answers how often it did. */
  lowerAll(subject: Pick<Subject, 'identity'>): Promise<number>;
}

export interface ParticipantRolesDeps {
  readonly participants: Participants;
  readonly roles: ConversationRoles;
  readonly ledger: Pick<SubjectLedger, 'read'>;
  readonly names: ParticipantRoleNames;
  readonly log: Log;
}

/** Changes of the Flex role while we write that we take on before we leave the rest to the next event. */
const ROUNDS = 4;

type Standing = { readonly flexRole: FlexRole | undefined } | undefined;

/** undefined for an identity that no subject of ours has. Blocked and pending people stand without a Flex role. */
async function standingOf(identity: string, { ledger }: ParticipantRolesDeps): Promise<Standing> {
  const state = await ledger.read(slotOf(identity));
  // A slot is shared by identities that differ in letter case only; another person's role is never given.
  return state?.subject.identity === identity ? { flexRole: effectiveRoles(state)?.flexRole } : undefined;
}

type Move = 'match' | 'lower';

interface Change {
  readonly participant: Participant;
  readonly flexRole: FlexRole | undefined;
  readonly move: Move;
}

/** How the role that is held stands to the one that is wanted. Whatever the Service gives by itself is below. */
async function standOf(
  current: ConversationRole | undefined,
  wanted: string,
  { roles, names }: ParticipantRolesDeps,
): Promise<'above' | 'below' | 'foreign'> {
  if (current === undefined) return 'below';
  const rank = rankOf(current.name, names);
  if (rank === undefined) return (await roles.defaultSids()).has(current.sid) ? 'below' : 'foreign';
  return rank > (rankOf(wanted, names) ?? 0) ? 'above' : 'below';
}

/** A missing role is never replaced by a higher one; who stands too high becomes a guest rather than stay there. */
async function roleToWrite(name: string, isAbove: boolean, { roles }: ParticipantRolesDeps): Promise<ConversationRole> {
  const wanted = await roles.findByName(name);
  const role = wanted ?? (isAbove ? await roles.findByName(DEFAULT_CONVERSATION_ROLE) : undefined);
  if (role === undefined) throw new Refusal('CONVERSATION_ROLE_MISSING', { role: name });
  return role;
}

/** The role to write, or why there is nothing to write. */
async function changeOf(
  { participant, flexRole, move }: Change,
  deps: ParticipantRolesDeps,
): Promise<ConversationRole | 'unchanged' | 'kept'> {
  const name = wantedRole(flexRole, deps.names);
  const stand = await standOf(await deps.roles.findBySid(participant.roleSid), name, deps);
  if (stand === 'foreign') return 'kept';
  if (stand === 'below' && move === 'lower') return 'unchanged';
  const role = await roleToWrite(name, stand === 'above', deps);
  return role.sid === participant.roleSid ? 'unchanged' : role;
}

async function writeOnce(
  place: ParticipantPlace & { readonly identity: string },
  standing: NonNullable<Standing>,
  move: Move,
  deps: ParticipantRolesDeps,
): Promise<ParticipantOutcome | 'outdated'> {
  const participant = await deps.participants.find(place);
  if (participant?.identity !== place.identity) return 'gone';
  const change = await changeOf({ participant, flexRole: standing.flexRole, move }, deps);
  if (typeof change === 'string') return change;
  // To look at the participant took a while: what was decided before it is not written any more.
  if ((await standingOf(place.identity, deps))?.flexRole !== standing.flexRole) return 'outdated';
  const written = await deps.participants.setRole(place, change.sid);
  if (written === 'set') {
    const { conversationSid, identity } = place;
    deps.log.info({ identity, conversationSid, role: change.name }, 'conversation role of the participant set');
  }
  return written;
}

/** The standing to write once more for; undefined where the last write stands, or there is nothing to write. */
async function standingLeft(
  done: ParticipantOutcome | 'outdated',
  identity: string,
  { before, deps }: { readonly before: NonNullable<Standing>; readonly deps: ParticipantRolesDeps },
): Promise<Standing> {
  if (done !== 'set' && done !== 'outdated') return undefined;
  const after = await standingOf(identity, deps);
  return done === 'set' && after?.flexRole === before.flexRole ? undefined : after;
}

/**
 * Reads the standing again right before and after each write: a demotion that came in between has listed its
 * conversations too early to see what was just written.
 */
async function write(
  place: ParticipantPlace & { readonly identity: string },
  move: Move,
  deps: ParticipantRolesDeps,
): Promise<ParticipantOutcome> {
  let standing = await standingOf(place.identity, deps);
  let outcome: ParticipantOutcome = 'ignored';
  for (let round = 0; round < ROUNDS && standing !== undefined; round += 1) {
    const done = await writeOnce(place, standing, move, deps);
    if (done !== 'outdated' && outcome !== 'set') outcome = done;
    standing = await standingLeft(done, place.identity, { before: standing, deps });
  }
  return outcome;
}

async function writeAll(identity: string, move: Move, deps: ParticipantRolesDeps): Promise<number> {
  if ((await standingOf(identity, deps)) === undefined) return 0;
  let written = 0;
  for await (const place of deps.participants.placesOf(identity)) {
    const outcome = await write({ ...place, identity }, move, deps);
    if (outcome === 'set') written += 1;
  }
  return written;
}

export const createParticipantRoles = (deps: ParticipantRolesDeps): ParticipantRoles => ({
  align: ({ conversationSid, participantSid, identity }) =>
    write({ conversationSid, participantSid, identity }, 'match', deps),
  alignAll: ({ identity }) => writeAll(identity, 'match', deps),
  lowerAll: ({ identity }) => writeAll(identity, 'lower', deps),
});
