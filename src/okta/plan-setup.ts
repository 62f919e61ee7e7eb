import { planPolicy } from './access-policy.ts';
import type { PolicyNeed } from './access-policy.ts';
import { changedApp, newAppFields, newStatementFields } from './app-settings.ts';
import { planGroups } from './group-plan.ts';
import type { ObservedGroups } from './group-plan.ts';
import { changedRolesProperty, enumOf } from './roles-property.ts';
import type { SetupChange, SetupPlan } from './setup-plan.ts';
import type { WantedSetup } from './wanted-setup.ts';
import type { SamlApp, SchemaProperty } from './wire.ts';

/** What of the org a plan is made of. */
export interface ObservedSetup {
  /** undefined: there is none of this label. */
  readonly app: SamlApp | undefined;
  /** `roles` of the app's profile. */
  readonly rolesProperty: SchemaProperty | undefined;
  readonly policy: PolicyNeed;
  readonly groups: ObservedGroups;
}

function planApp(
  wanted: WantedSetup,
  app: SamlApp | undefined,
): SetupPlan & { readonly create: readonly SetupChange[] } {
  if (app === undefined) {
    const create = [{ kind: 'create-app', label: wanted.label, fields: newAppFields(wanted) } as const];
    return { create, changes: [{ kind: 'complete-app', fields: newStatementFields(wanted) }], notes: [] };
  }
  const { fields, notes } = changedApp(app, wanted);
  const changes: readonly SetupChange[] = [
    ...(fields.length === 0 ? [] : [{ kind: 'update-app', fields } as const]),
    ...(app.status === 'ACTIVE' ? [] : [{ kind: 'activate-app' } as const]),
  ];
  return { create: [], changes, notes };
}

/**
 * What must change in the org, in the order in which it works: the attribute `roles` before the statement that refers to
 * it. Nothing is ever removed. Decides from data alone.
 */
export function planSetup(wanted: WantedSetup, observed: ObservedSetup): SetupPlan {
  const app = planApp(wanted, observed.app);
  const roles = changedRolesProperty(observed.rolesProperty);
  const policy = planPolicy(observed);
  const groups = planGroups(wanted.groups, observed.groups, enumOf(roles.property));
  return {
    changes: [
      ...app.create,
      ...(roles.fields.length === 0 ? [] : [{ kind: 'roles-property', fields: roles.fields } as const]),
      ...app.changes,
      ...policy.changes,
      ...groups.changes,
    ],
    notes: [...roles.notes, ...groups.notes, ...app.notes, ...policy.notes],
  };
}
