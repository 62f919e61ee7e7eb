import { Refusal } from '../kernel/refusal.ts';
import { hasAccessPolicy } from './access-policy.ts';
import { changedApp, newApp } from './app-settings.ts';
import { changedAssignment } from './group-plan.ts';
import { observeSetup } from './observe-setup.ts';
import type { AppChoice } from './observe-setup.ts';
import type { OktaClient } from './okta-client.ts';
import { planSetup } from './plan-setup.ts';
import { changedRolesProperty, ROLES_PROPERTY } from './roles-property.ts';
import { planLines } from './setup-plan.ts';
import type { SetupChange, SetupPlan } from './setup-plan.ts';
import type { WantedSetup } from './wanted-setup.ts';
import type { SamlApp, SchemaProperty } from './wire.ts';

export interface ApplyParts {
  readonly client: OktaClient;
  readonly wanted: WantedSetup;
  readonly choice: AppChoice;
  /** Told of each step once it is made. */
  readonly done: (change: SetupChange) => void;
}

const blockedBy = ({ notes }: SetupPlan): readonly string[] =>
  notes.filter(({ severity }) => severity === 'blocked').map(({ text }) => text);

/** Refusal OKTA_SETUP_BLOCKED with everything that must be settled first. */
export function ensureNotBlocked(plan: SetupPlan): void {
  const reasons = blockedBy(plan);
  if (reasons.length > 0) throw new Refusal('OKTA_SETUP_BLOCKED', { reasons });
}

function ensureSame(planned: SetupPlan, now: SetupPlan): void {
  const [before, after] = [planLines(planned), planLines(now)];
  if (before.join('\n') === after.join('\n')) return;
  throw new Refusal('OKTA_PLAN_CHANGED', { planned: before, now: after });
}

async function rolesPropertyOf(client: OktaClient, appId: string): Promise<SchemaProperty | undefined> {
  const { definitions } = await client.schema(appId);
  return new Map(Object.entries(definitions.custom?.properties ?? {})).get(ROLES_PROPERTY);
}

async function assignGroup({ client, wanted }: ApplyParts, appId: string, name: string): Promise<void> {
  const group = wanted.groups.find((each) => each.name === name);
  const [target] = await client.groupsNamed(name);
  if (group === undefined || target === undefined) {
    throw new Refusal('OKTA_SETUP_BLOCKED', { reasons: [`the group “${name}” is not there`] });
  }
  const now = (await client.groupAssignments(appId)).find(({ id }) => id === target.id);
  await client.assignGroup(appId, target.id, changedAssignment(group, now));
}

/** Reads, changes, writes: what an operator changed a moment ago is not undone. */
async function updateApp({ client, wanted }: ApplyParts, appId: string): Promise<void> {
  const { fields, body } = changedApp(await client.app(appId), wanted);
  if (fields.length > 0) await client.replaceApp(appId, body);
}

/** One that the app has by now, from Okta or from an operator, stays. */
async function assignPolicy({ client }: ApplyParts, appId: string, policyId: string): Promise<void> {
  if (!hasAccessPolicy(await client.app(appId))) await client.assignAccessPolicy(appId, policyId);
}

async function make(
  change: Exclude<SetupChange, { kind: 'create-app' }>,
  appId: string,
  parts: ApplyParts,
): Promise<void> {
  const { client } = parts;
  switch (change.kind) {
    case 'roles-property': {
      const { property } = changedRolesProperty(await rolesPropertyOf(client, appId));
      return client.putSchemaProperty(appId, ROLES_PROPERTY, property);
    }
    case 'complete-app':
    case 'update-app':
      return updateApp(parts, appId);
    case 'activate-app':
      return client.activateApp(appId);
    case 'assign-policy':
      return assignPolicy(parts, appId, change.policyId);
    case 'create-group':
      await client.createGroup(change.name, 'Roles for Twilio Flex');
      return undefined;
    case 'assign-group':
      return assignGroup(parts, appId, change.name);
  }
}

/**
 * Makes the plan real, step by step, and answers the app as it is then. Refuses where the org is no longer as the plan found
 * it. A failure in the middle leaves whole steps: the next run plans the rest.
 */
export async function applySetup(plan: SetupPlan, parts: ApplyParts): Promise<SamlApp> {
  const { client, wanted, choice } = parts;
  ensureNotBlocked(plan);
  const observed = await observeSetup(client, wanted, choice);
  ensureSame(plan, planSetup(wanted, observed));
  let id = observed.app?.id;
  for (const change of plan.changes) {
    if (change.kind === 'create-app') id = (await client.createApp(newApp(wanted))).id;
    else if (id !== undefined) await make(change, id, parts);
    parts.done(change);
  }
  if (id === undefined) throw new Error('a plan without an app creates one first');
  return client.app(id);
}
