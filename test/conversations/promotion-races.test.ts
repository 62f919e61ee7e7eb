import * as fc from 'fast-check';
import { createParticipantRoles } from '../../src/conversations/participant-roles.ts';
import { PARTICIPANT_ROLE_NAMES } from '../../src/conversations/participant-role-policy.ts';
import type { ConversationRole, ConversationRoles, Participants } from '../../src/conversations/participants.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import { createMemoryStore } from '../../src/store/store.memory.ts';
import type { Store } from '../../src/store/store.ts';
import { collectingLog } from '../support/a-gateway.ts';
import { confirmRoles, decideRoles } from '../support/store-people.ts';
import { ada } from '../support/subject-states.ts';

const RANKS = ['guest', 'agent', 'supervisor', 'admin'];
const PLACES = ['CH1', 'CH2', 'CH3'];
const roleOf = (name: string): ConversationRole => ({ sid: `RL${name}`, name });
const ROLES: ConversationRoles = {
  findByName: async (name) => roleOf(name),
  findBySid: async (sid) => RANKS.map(roleOf).find((role) => role.sid === sid),
  defaultSids: async () => new Set(['RLguest']),
};

/** Conversations whose every step waits for its turn, so that fast-check decides in which order the steps are made. */
function aWorld(store: Store, turn: fc.Scheduler, before: string) {
  const held = new Map(PLACES.map((place) => [place, `RL${before}`]));
  const step = <T>(label: string, act: () => T): Promise<T> =>
    turn.schedule(Promise.resolve(), label).then(() => act());
  const participants: Participants = {
    find: (place) =>
      step('find', () => ({ ...place, identity: ada.identity, roleSid: held.get(place.conversationSid) ?? '' })),
    setRole: ({ conversationSid }, roleSid) =>
      step('set', () => {
        held.set(conversationSid, roleSid);
        return 'set';
      }),
    async *placesOf() {
      for (const conversationSid of PLACES) yield { conversationSid, participantSid: 'MBada' };
    },
  };
  const deps = {
    participants,
    roles: ROLES,
    ledger: store.ledger,
    names: PARTICIPANT_ROLE_NAMES,
    log: collectingLog(),
  };
  return { held, roles: createParticipantRoles(deps), step };
}

async function login(store: Store, role: FlexRole, at: number): Promise<void> {
  await decideRoles(store, [role], at);
  await confirmRoles(store, [role]);
}

const flexRole = fc.constantFrom<FlexRole>('agent', 'supervisor', 'admin');

test('a promotion raises in every conversation that the person is in, to the role of the policy', async () => {
  const store = createMemoryStore({ clock: () => 0 });
  await login(store, 'supervisor', 1_000);
  const turn = fc.sample(fc.scheduler(), 1)[0];
  if (turn === undefined) throw new Error('no scheduler');
  const { held, roles } = aWorld(store, turn, 'agent');
  const [written] = await Promise.all([roles.alignAll(ada), turn.waitIdle()]);
  expect(written).toBe(PLACES.length);
  expect([...held.values()]).toEqual(PLACES.map(() => 'RLsupervisor'));
});

test('in whatever order promotion and demotion get on: nobody ends above the role that is effective', async () => {
  await fc.assert(
    fc.asyncProperty(flexRole, flexRole, flexRole, fc.scheduler(), async (first, second, third, turn) => {
      const store = createMemoryStore({ clock: () => 0 });
      await login(store, first, 1_000);
      const { held, roles, step } = aWorld(store, turn, first);
      // Each login is followed by its entry of the outbox; here they even run at the same time, on different replicas.
      const change = async (role: FlexRole, at: number, isRaise: boolean): Promise<void> => {
        await step(`login ${role}`, () => undefined);
        await login(store, role, at).catch(() => undefined);
        await (isRaise ? roles.alignAll(ada) : roles.lowerAll(ada));
      };
      const rank = (role: FlexRole): number => RANKS.indexOf(role);
      await Promise.all([
        change(second, 2_000, rank(second) > rank(first)),
        change(third, 3_000, rank(third) > rank(second)),
        turn.waitIdle(),
      ]);
      const state = await store.ledger.read(ada.identity.toLowerCase());
      const effective = state?.desired?.assignment.flexRole ?? 'agent';
      for (const sid of held.values()) expect(RANKS.indexOf(sid.slice(2))).toBeLessThanOrEqual(rank(effective));
    }),
    { numRuns: 200 },
  );
});
