import { Refusal } from '../kernel/refusal.ts';
import { observePolicy } from './access-policy.ts';
import type { OktaClient } from './okta-client.ts';
import type { ObservedSetup } from './plan-setup.ts';
import { ROLES_PROPERTY } from './roles-property.ts';
import type { WantedSetup } from './wanted-setup.ts';
import type { Group, SamlApp } from './wire.ts';

/** Which app is meant: by its id where the operator gave one, else by its label. */
export interface AppChoice {
  readonly label: string;
  readonly id?: string;
}

/** undefined: there is none. Refusal OKTA_AMBIGUOUS; OKTA_SETUP_BLOCKED where it does not sign on by SAML 2.0. */
export async function findApp(client: OktaClient, { label, id }: AppChoice): Promise<SamlApp | undefined> {
  if (id !== undefined) return client.app(id);
  const found = await client.appsLabelled(label);
  const [first, ...others] = found;
  if (first === undefined) return undefined;
  if (others.length > 0) {
    const what = `Applications labelled “${label}”`;
    throw new Refusal('OKTA_AMBIGUOUS', {
      what,
      found: found.map((app) => `${app.id} (${app.signOnMode ?? 'no sign-on'}, ${app.status})`),
      option: 'Give --app 0oa….',
    });
  }
  if (first.signOnMode !== 'SAML_2_0') {
    const reason = `the application “${label}” signs on by ${first.signOnMode ?? 'nothing'}: give another --label, or rename it`;
    throw new Refusal('OKTA_SETUP_BLOCKED', { reasons: [reason] });
  }
  return client.app(first.id);
}

async function groupsByName(
  client: OktaClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly Group[]>> {
  const found = new Map<string, readonly Group[]>();
  // One after the other: an org's limit of concurrent requests is small.
  for (const name of names) found.set(name, await client.groupsNamed(name));
  return found;
}

/** Reads what the plan is made of. */
export async function observeSetup(client: OktaClient, wanted: WantedSetup, choice: AppChoice): Promise<ObservedSetup> {
  const app = await findApp(client, choice);
  const names = wanted.groups.map(({ name }) => name);
  const named = await groupsByName(client, names);
  const policy = await observePolicy(client, app);
  if (app === undefined) return { app, rolesProperty: undefined, policy, groups: { named, assignments: [] } };
  const schema = await client.schema(app.id);
  const assignments = names.length === 0 ? [] : await client.groupAssignments(app.id);
  const properties = new Map(Object.entries(schema.definitions.custom?.properties ?? {}));
  return { app, rolesProperty: properties.get(ROLES_PROPERTY), policy, groups: { named, assignments } };
}
