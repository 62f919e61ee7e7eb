import * as fc from 'fast-check';
import { FLEX_ROLES, compareFlexRoles } from '../../src/roles/flex-role.ts';
import type { FlexRole } from '../../src/roles/flex-role.ts';
import { INSIGHTS_ROLES } from '../../src/roles/insights-role.ts';
import { effectiveRoles, flexRoleName, requireStanding, roleNames, standingOf } from '../../src/sessions/effective.ts';
import { aState, ada, serviceRoleSid } from '../support/subject-states.ts';
import type { RoleList } from '../support/subject-states.ts';

const FULL = 'wfo.full_access';
const LEADER = 'wfo.team_leader';
const ANALYST = 'wfo.data_analyst';

interface Case {
  readonly desired: RoleList;
  readonly confirmed: RoleList;
  readonly effective: RoleList;
  readonly serviceRole: string | undefined;
  readonly pending: string | undefined;
}
const list = (...roles: RoleList): RoleList => roles;

describe('effective roles are the lower of desired and confirmed', () => {
  test.each<Case>([
    // Nothing waits.
    {
      desired: list('agent'),
      confirmed: list('agent'),
      effective: list('agent'),
      serviceRole: 'agent',
      pending: undefined,
    },
    {
      desired: list('supervisor', LEADER),
      confirmed: list('supervisor', LEADER),
      effective: list('supervisor', LEADER),
      serviceRole: 'supervisor',
      pending: undefined,
    },
    {
      desired: list('admin', FULL),
      confirmed: list('admin', FULL),
      effective: list('admin', FULL),
      serviceRole: 'admin',
      pending: undefined,
    },
    // A promotion waits for Twilio.
    {
      desired: list('supervisor', FULL),
      confirmed: list('agent'),
      effective: list('agent'),
      serviceRole: 'agent',
      pending: 'promotion',
    },
    {
      desired: list('admin', FULL),
      confirmed: list('agent'),
      effective: list('agent'),
      serviceRole: 'agent',
      pending: 'promotion',
    },
    {
      desired: list('admin', FULL),
      confirmed: list('supervisor', FULL),
      effective: list('supervisor', FULL),
      serviceRole: 'supervisor',
      pending: 'promotion',
    },
    {
      desired: list('admin', FULL),
      confirmed: list('supervisor', LEADER),
      effective: list('supervisor', LEADER),
      serviceRole: 'supervisor',
      pending: 'promotion',
    },
    // A demotion counts at once, and the service role that is now too high is not named.
    {
      desired: list('agent'),
      confirmed: list('supervisor', LEADER),
      effective: list('agent'),
      serviceRole: undefined,
      pending: 'demotion',
    },
    {
      desired: list('agent'),
      confirmed: list('admin', FULL),
      effective: list('agent'),
      serviceRole: undefined,
      pending: 'demotion',
    },
    {
      desired: list('supervisor', FULL),
      confirmed: list('admin', FULL),
      effective: list('supervisor', FULL),
      serviceRole: undefined,
      pending: 'demotion',
    },
    {
      desired: list('supervisor', LEADER),
      confirmed: list('admin', LEADER, ANALYST),
      effective: list('supervisor', LEADER),
      serviceRole: undefined,
      pending: 'demotion',
    },
    // Insights roles alone: one taken counts at once, one given waits.
    {
      desired: list('supervisor', LEADER),
      confirmed: list('supervisor', LEADER, ANALYST),
      effective: list('supervisor', LEADER),
      serviceRole: 'supervisor',
      pending: 'other',
    },
    {
      desired: list('supervisor', LEADER, ANALYST),
      confirmed: list('supervisor', LEADER),
      effective: list('supervisor', LEADER),
      serviceRole: 'supervisor',
      pending: 'other',
    },
    {
      // Flex takes a supervisor without any for one with full access, so it is agent until Twilio agrees.
      desired: list('supervisor', ANALYST),
      confirmed: list('supervisor', LEADER),
      effective: list('agent'),
      serviceRole: undefined,
      pending: 'other',
    },
    // An agent never has Insights, whatever both states say.
    {
      desired: list('agent', FULL),
      confirmed: list('agent', FULL),
      effective: list('agent'),
      serviceRole: 'agent',
      pending: undefined,
    },
  ])('desired $desired, confirmed $confirmed: $effective, service role $serviceRole, pending $pending', (each) => {
    const [flexRole, ...insightsRoles] = each.effective;
    expect(effectiveRoles(aState(each.desired, each.confirmed))).toStrictEqual({
      flexRole,
      insightsRoles,
      ...(each.serviceRole && { serviceRole: { name: each.serviceRole, sid: `RL${each.serviceRole}` } }),
      ...(each.pending && { pending: each.pending }),
    });
  });

  test('a change of attributes alone is pending, and changes no role', () => {
    const state = aState(['supervisor', LEADER]);
    const changed = { ...state, desired: { ...state.desired!, digest: 'other attributes' } };
    expect(effectiveRoles(changed)).toMatchObject({
      flexRole: 'supervisor',
      insightsRoles: [LEADER],
      pending: 'other',
    });
  });
});

describe('whatever the two states are', () => {
  const roleList = fc
    .tuple(fc.constantFrom(...FLEX_ROLES), fc.subarray([...INSIGHTS_ROLES]))
    .map(([flex, insights]): RoleList => [flex, ...insights]);
  const bothStates = fc.tuple(roleList, roleList);

  test('the effective roles are never above either', () => {
    fc.assert(
      fc.property(bothStates, ([desired, confirmed]) => {
        const effective = effectiveRoles(aState(desired, confirmed))!;
        for (const [flexRole, ...insightsRoles] of [desired, confirmed]) {
          expect(compareFlexRoles(effective.flexRole, flexRole)).toBeLessThanOrEqual(0);
          const allowed = (role: string): boolean => insightsRoles.some((held) => held === role || held === FULL);
          expect(effective.insightsRoles.filter((role) => !allowed(role))).toEqual([]);
        }
      }),
    );
  });

  test('the Flex role is one of the two, or agent where no Insights role is common', () => {
    fc.assert(
      fc.property(bothStates, ([desired, confirmed]) => {
        const { flexRole, insightsRoles } = effectiveRoles(aState(desired, confirmed))!;
        const expected = insightsRoles.length > 0 ? [desired[0], confirmed[0]] : [desired[0], confirmed[0], 'agent'];
        expect(expected).toContain(flexRole);
      }),
    );
  });

  test('a service role above the effective Flex role is never named, and any other always is', () => {
    fc.assert(
      fc.property(bothStates, ([desired, confirmed]) => {
        const { serviceRole, flexRole } = effectiveRoles(aState(desired, confirmed))!;
        const above = compareFlexRoles(confirmed[0], flexRole) > 0;
        expect(serviceRole?.sid).toBe(above ? undefined : serviceRoleSid(confirmed[0]));
      }),
    );
  });

  test('an agent has no Insights role', () => {
    fc.assert(
      fc.property(bothStates, ([desired, confirmed]) => {
        const effective = effectiveRoles(aState(desired, confirmed))!;
        expect(effective.flexRole === 'agent' && effective.insightsRoles.length > 0).toBe(false);
      }),
    );
  });

  test('equal states are effective as they are', () => {
    fc.assert(
      fc.property(roleList, (roles) => {
        const [flexRole, ...insights] = roles;
        const expected = [flexRole, ...(flexRole === 'agent' ? [] : insights)];
        expect(roleNames(effectiveRoles(aState(roles))!)).toEqual(expected);
      }),
    );
  });
});

describe('nobody acts', () => {
  const { subject, desired, confirmed } = aState(['admin', FULL]);
  const block = { at: 5, by: 'operator', reason: 'left' };

  test.each([
    ['who is blocked', { subject, desired, confirmed, blocked: block }, 'SUBJECT_BLOCKED', { username: ada.username }],
    [
      'whom Twilio does not hold',
      { subject, desired },
      'PROVISIONING_PENDING',
      { reason: expect.stringContaining('Worker') },
    ],
    ['upon whom nothing was decided', { subject, confirmed }, 'PROVISIONING_PENDING', { reason: expect.any(String) }],
  ])('%s', (_, parts, code, evidence) => {
    const state = JSON.parse(JSON.stringify(parts));
    expect(standingOf(state)).toBeUndefined();
    expect(effectiveRoles(state)).toBeUndefined();
    expect(() => requireStanding({ state, ceiling: 'admin' })).toThrow(expect.objectContaining({ code, evidence }));
  });

  test('while anyone else stands with assignment, confirmed state and roles', () => {
    const state = aState(['supervisor', LEADER]);
    expect(requireStanding({ state, ceiling: 'admin' })).toEqual({
      assignment: state.desired!.assignment,
      confirmed: state.confirmed,
      roles: effectiveRoles(state),
    });
  });
});

describe('a read-only admin of the Console', () => {
  const readOnly = { assignment: { readOnlyAdmin: true }, confirmed: { readOnlyAdmin: true } } as const;
  const stateOf = (desired: RoleList, confirmed: RoleList, marks: { desired: boolean; confirmed: boolean }) => {
    const state = aState(desired, confirmed);
    return {
      ...state,
      desired: {
        ...state.desired!,
        assignment: { ...state.desired!.assignment, ...(marks.desired && readOnly.assignment) },
      },
      confirmed: { ...state.confirmed!, ...(marks.confirmed && readOnly.confirmed) },
    };
  };

  test.each<{
    title: string;
    desired: RoleList;
    confirmed: RoleList;
    marks: { desired: boolean; confirmed: boolean };
    name: string;
  }>([
    {
      title: 'stands where both states say so',
      desired: ['agent'],
      confirmed: ['agent'],
      marks: { desired: true, confirmed: true },
      name: 'readonly-admin',
    },
    {
      title: 'was an admin: lowered at once',
      desired: ['agent'],
      confirmed: ['admin'],
      marks: { desired: true, confirmed: false },
      name: 'readonly-admin',
    },
    {
      title: 'becomes an admin: waits for Twilio',
      desired: ['admin'],
      confirmed: ['agent'],
      marks: { desired: false, confirmed: true },
      name: 'readonly-admin',
    },
    {
      title: 'was an agent: waits for Twilio',
      desired: ['agent'],
      confirmed: ['agent'],
      marks: { desired: true, confirmed: false },
      name: 'agent',
    },
    {
      title: 'was a supervisor, whose pages are others',
      desired: ['agent'],
      confirmed: ['supervisor'],
      marks: { desired: true, confirmed: false },
      name: 'agent',
    },
    {
      title: 'becomes a supervisor',
      desired: ['supervisor'],
      confirmed: ['agent'],
      marks: { desired: false, confirmed: true },
      name: 'agent',
    },
  ])('$title: $name', ({ desired, confirmed, marks, name }) => {
    const effective = effectiveRoles(stateOf(desired, confirmed, marks))!;
    expect(effective.flexRole).toBe('agent');
    expect(effective.insightsRoles).toEqual([]);
    expect(flexRoleName(effective)).toBe(name);
    expect(roleNames(effective)).toEqual(name === 'agent' ? ['agent'] : ['flex.readteams', 'flex.readonlyadmin']);
  });
});

describe('the ceiling of the session’s connection', () => {
  const under = (ceiling: FlexRole, state = aState(['admin', FULL])) => standingOf(state, ceiling)!.roles;

  test.each<{ ceiling: FlexRole; roles: readonly string[]; lowered: object | undefined }>([
    { ceiling: 'admin', roles: ['admin', FULL], lowered: undefined },
    { ceiling: 'supervisor', roles: ['supervisor', FULL], lowered: { from: 'admin', ceiling: 'supervisor' } },
    { ceiling: 'agent', roles: ['agent'], lowered: { from: 'admin', ceiling: 'agent' } },
  ])('an admin under $ceiling acts as $roles, without the service role above it', ({ ceiling, roles, lowered }) => {
    const effective = under(ceiling);
    expect(roleNames(effective)).toEqual(roles);
    expect(effective.lowered).toEqual(lowered);
    expect(effective.serviceRole?.name).toBe(ceiling === 'admin' ? 'admin' : undefined);
  });

  test.each<FlexRole>(['agent', 'supervisor'])('a read-only admin under %s is an agent and no more', (ceiling) => {
    const state = aState(['agent']);
    const readOnly = {
      ...state,
      desired: { ...state.desired!, assignment: { ...state.desired!.assignment, readOnlyAdmin: true as const } },
      confirmed: { ...state.confirmed!, readOnlyAdmin: true as const },
    };
    expect(flexRoleName(under('admin', readOnly))).toBe('readonly-admin');
    expect(roleNames(under(ceiling, readOnly))).toEqual(['agent']);
    expect(under(ceiling, readOnly)).toMatchObject({ lowered: { from: 'readonly-admin', ceiling } });
  });

  test('names the service role that Twilio holds while it is not above: a promotion beyond the ceiling', () => {
    const roles = under('agent', aState(['admin', FULL], ['agent']));
    expect(roles).toMatchObject({ flexRole: 'agent', serviceRole: { name: 'agent' }, pending: 'promotion' });
    expect(roles).not.toHaveProperty('lowered');
  });

  test('no standing under a ceiling is above it, and none above the person’s own', () => {
    const role = fc.constantFrom(...FLEX_ROLES);
    fc.assert(
      fc.property(role, role, role, fc.subarray([...INSIGHTS_ROLES]), (desired, confirmed, ceiling, insights) => {
        const state = aState([desired, ...insights], [confirmed, ...insights]);
        const own = standingOf(state)!.roles;
        const roles = standingOf(state, ceiling)!.roles;
        expect(compareFlexRoles(roles.flexRole, ceiling)).toBeLessThanOrEqual(0);
        expect(compareFlexRoles(roles.flexRole, own.flexRole)).toBeLessThanOrEqual(0);
        expect(own.insightsRoles).toEqual(expect.arrayContaining([...roles.insightsRoles]));
        expect(roles.flexRole === 'agent' ? roles.insightsRoles : []).toEqual([]);
      }),
    );
  });
});
