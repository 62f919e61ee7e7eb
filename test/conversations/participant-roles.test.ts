import * as fc from 'fast-check';
import type { Participants } from '../../src/conversations/participants.ts';
import { PARTICIPANT_ROLE_NAMES } from '../../src/conversations/participant-role-policy.ts';
import { slotOf } from '../../src/provisioning/subject.ts';
import { aTwilio, type TwilioBench } from '../support/a-twilio.ts';
import { failureOf } from '../support/failing.ts';
import { aParticipantsBench, conversationsOf } from '../support/participants-bench.ts';
import { confirmRoles, decideRoles } from '../support/store-people.ts';
import { ada } from '../support/subject-states.ts';
import type { RoleList } from '../support/subject-states.ts';

let bench: TwilioBench;
beforeAll(async () => {
  bench = await aTwilio();
});
beforeEach(() => bench.standIn.reset());
afterAll(() => bench.close());

const service = () => conversationsOf(bench.standIn);
const writes = (): readonly string[] => bench.asked().filter((line) => /^POST 200 .*Participants/.test(line));

/** Ada as both states have her. */
async function aBench(desired?: RoleList, confirmed = desired, over: Parameters<typeof aParticipantsBench>[1] = {}) {
  bench.twilio.conversationRoles.invalidate();
  const made = aParticipantsBench(bench, over);
  if (desired !== undefined) await decideRoles(made.store, desired, 1_000);
  if (confirmed !== undefined) await confirmRoles(made.store, confirmed);
  return made;
}

describe('a participant whom Flex added as guest', () => {
  test.each<{ desired: RoleList; confirmed: RoleList; role: string }>([
    { desired: ['agent'], confirmed: ['agent'], role: 'agent' },
    { desired: ['supervisor'], confirmed: ['supervisor'], role: 'supervisor' },
    { desired: ['admin'], confirmed: ['admin'], role: 'admin' },
    { desired: ['admin'], confirmed: ['agent'], role: 'agent' },
    { desired: ['agent'], confirmed: ['admin'], role: 'agent' },
  ])('desired $desired, in Twilio $confirmed: becomes $role', async ({ desired, confirmed, role }) => {
    const { participantRoles } = await aBench(desired, confirmed);
    const place = await service().add('case', ada.identity);
    expect(await participantRoles.align(place)).toBe('set');
    expect(await service().roleIn('case', ada.identity)).toBe(role);
  });

  test('is written once: duplicates and late arrivals of the event find nothing to do', async () => {
    const { participantRoles } = await aBench(['supervisor']);
    const place = await service().add('case', ada.identity);
    bench.standIn.clear();
    await participantRoles.align(place);
    expect(await participantRoles.align(place)).toBe('unchanged');
    expect(writes()).toHaveLength(1);
  });

  test('the roles are read once for many participants', async () => {
    const { participantRoles } = await aBench(['supervisor']);
    const places = [await service().add('one', ada.identity), await service().add('two', ada.identity)];
    bench.standIn.clear();
    for (const place of places) await participantRoles.align(place);
    expect(bench.asked().filter((line) => line.includes('/Roles')).length).toBeLessThanOrEqual(1);
  });
});

describe('nothing is written', () => {
  test('for an identity that nobody of ours has', async () => {
    const { participantRoles } = await aBench();
    const place = await service().add('case', 'customer_7');
    bench.standIn.clear();
    expect(await participantRoles.align(place)).toBe('ignored');
    expect(bench.asked()).toEqual([]);
  });

  test('for an identity that differs from a subject’s in letter case only', async () => {
    const { participantRoles } = await aBench(['admin']);
    const place = await service().add('case', ada.identity.toUpperCase());
    expect(slotOf(place.identity)).toBe(slotOf(ada.identity));
    expect(await participantRoles.align(place)).toBe('ignored');
    expect(await service().roleIn('case', place.identity)).toBe('guest');
  });

  test('for a participant who is somebody else than the event says', async () => {
    const { participantRoles } = await aBench(['admin']);
    const place = await service().add('case', 'customer_7');
    expect(await participantRoles.align({ ...place, identity: ada.identity })).toBe('gone');
    expect(await service().roleIn('case', 'customer_7')).toBe('guest');
  });

  test('for one who has left, or whose conversation is gone', async () => {
    const { participantRoles } = await aBench(['agent']);
    const place = await service().add('case', ada.identity);
    await service().asAccount('DELETE', '/Conversations/case');
    expect(await participantRoles.align(place)).toBe('gone');
  });

  test('for a role that somebody else gave on purpose', async () => {
    const { participantRoles } = await aBench(['supervisor']);
    const form = { FriendlyName: 'observer', Type: 'conversation', Permission: ['sendMessage'] };
    await service().asAccount('POST', '/Roles', form);
    const place = await service().add('case', ada.identity, 'observer');
    expect(await participantRoles.align(place)).toBe('kept');
    expect(await service().roleIn('case', ada.identity)).toBe('observer');
  });
});

describe('a role that Twilio gave by itself is ours to set', () => {
  test.each(['channel user', 'channel admin'])('%s, where it is a default of the Service', async (name) => {
    const { participantRoles } = await aBench(['agent']);
    const sid = service().roleSid(name);
    const defaults = { DefaultConversationRoleSid: sid, DefaultConversationCreatorRoleSid: sid };
    await service().asAccount('POST', '/Configuration', defaults);
    const place = await service().add('case', ada.identity, name);
    expect(await participantRoles.align(place)).toBe('set');
    expect(await service().roleIn('case', ada.identity)).toBe('agent');
  });
});

describe('never above', () => {
  test('a role above the Flex role is lowered by the event that tells of it', async () => {
    const { participantRoles } = await aBench(['agent']);
    const place = await service().add('case', ada.identity, 'admin');
    expect(await participantRoles.align(place)).toBe('set');
    expect(await service().roleIn('case', ada.identity)).toBe('agent');
  });

  test('a blocked person is a guest', async () => {
    const { participantRoles, store } = await aBench(['admin']);
    await store.ledger.block(slotOf(ada.identity), { at: 1, by: 'op', reason: 'left' });
    const place = await service().add('case', ada.identity, 'admin');
    expect(await participantRoles.align(place)).toBe('set');
    expect(await service().roleIn('case', ada.identity)).toBe('guest');
  });

  test('a first login that Twilio does not hold yet gives no role', async () => {
    const { participantRoles, store } = await aBench();
    await decideRoles(store, ['admin'], 1_000);
    const place = await service().add('case', ada.identity);
    expect(await participantRoles.align(place)).toBe('unchanged');
  });

  test('a demotion between the read and the write is seen by the write', async () => {
    const made = await aBench(['supervisor']);
    let demoted = false;
    const participants: Participants = {
      ...bench.twilio.participants,
      setRole: async (place, roleSid) => {
        if (!demoted) {
          demoted = true;
          await decideRoles(made.store, ['agent'], 2_000);
        }
        return bench.twilio.participants.setRole(place, roleSid);
      },
    };
    const { participantRoles } = aParticipantsBench(bench, { participants, ledger: made.store.ledger });
    expect(await participantRoles.align(await service().add('case', ada.identity))).toBe('set');
    expect(await service().roleIn('case', ada.identity)).toBe('agent');
  });

  test('whatever Twilio and the store hold, the role set is never above the effective one', async () => {
    const ranks = ['guest', 'agent', 'supervisor', 'admin'];
    const flexRole = fc.constantFrom('agent' as const, 'supervisor' as const, 'admin' as const);
    let round = 0;
    await fc.assert(
      fc.asyncProperty(flexRole, flexRole, fc.constantFrom(...ranks), async (desired, confirmed, held) => {
        round += 1;
        const { participantRoles } = await aBench([desired], [confirmed]);
        const place = await service().add(`case ${round}`, ada.identity, held);
        await participantRoles.align(place);
        const role = await service().roleIn(encodeURIComponent(`case ${round}`), ada.identity);
        expect(ranks.indexOf(role)).toBe(Math.min(ranks.indexOf(desired), ranks.indexOf(confirmed)));
      }),
      { numRuns: 15 },
    );
  });
});

describe('a role that the Service lacks', () => {
  const names = { ...PARTICIPANT_ROLE_NAMES, supervisor: 'team lead' };

  test('is told, and nothing is written in its place', async () => {
    const { participantRoles } = await aBench(['supervisor'], ['supervisor'], { names });
    const place = await service().add('case', ada.identity);
    expect(await failureOf(participantRoles.align(place))).toMatchObject({
      code: 'CONVERSATION_ROLE_MISSING',
      evidence: { role: 'team lead' },
    });
    expect(await service().roleIn('case', ada.identity)).toBe('guest');
  });

  test('leaves nobody too high: guest is given instead', async () => {
    const { participantRoles } = await aBench(['supervisor'], ['supervisor'], { names });
    await service().add('case', ada.identity, 'admin');
    expect(await participantRoles.lowerAll(ada)).toBe(1);
    expect(await service().roleIn('case', ada.identity)).toBe('guest');
  });
});

describe('after a demotion', () => {
  test('the role is lowered wherever it is too high, over all pages, and nowhere else', async () => {
    const { participantRoles } = await aBench(['agent'], ['supervisor']);
    const high = Array.from({ length: 53 }, (_, index) => `high-${index}`);
    for (const name of high) await service().add(name, ada.identity, 'supervisor');
    await service().add('low', ada.identity, 'guest');
    await service().add('right', ada.identity, 'agent');
    await service().add('theirs', 'ben', 'supervisor');
    bench.standIn.clear();
    expect(await participantRoles.lowerAll(ada)).toBe(53);
    expect(writes()).toHaveLength(53);
    expect(await service().roleIn('high-52', ada.identity)).toBe('agent');
    expect(await service().roleIn('low', ada.identity)).toBe('guest');
    expect(await service().roleIn('theirs', 'ben')).toBe('supervisor');
    expect(await participantRoles.lowerAll(ada)).toBe(0);
  });

  test('nobody whom we do not know is looked for', async () => {
    const { participantRoles } = await aBench();
    bench.standIn.clear();
    expect(await participantRoles.lowerAll(ada)).toBe(0);
    expect(bench.asked()).toEqual([]);
  });

  test('a person without a Conversation User is in no conversation', async () => {
    const { participantRoles } = await aBench(['agent']);
    expect(await participantRoles.lowerAll(ada)).toBe(0);
  });

  test('a failure of Twilio is passed on, for the outbox to try again', async () => {
    const { participantRoles } = await aBench(['agent']);
    await service().add('case', ada.identity, 'admin');
    bench.standIn.faults.failNext({ method: 'POST', pathPattern: /Participants/, status: 503, times: 9 });
    expect(await failureOf(participantRoles.lowerAll(ada))).toMatchObject({ code: 'TWILIO_UNAVAILABLE' });
    bench.standIn.faults.reset();
    expect(await participantRoles.lowerAll(ada)).toBe(1);
  });
});
