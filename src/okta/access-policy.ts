import { isRefusal } from '../kernel/refusal.ts';
import type { OktaClient } from './okta-client.ts';
import type { SetupChange, SetupNote } from './setup-plan.ts';
import type { AccessPolicy, SamlApp } from './wire.ts';

/** Of `pipeline`. Apps of a Classic org have no access policy that the API shows. */
export const IDENTITY_ENGINE = 'idx';

export const hasAccessPolicy = ({ _links: links }: SamlApp): boolean => (links?.accessPolicy?.href ?? '') !== '';

/** Whether the app must be given an access policy: one that it has is the operator's choice. */
export type PolicyNeed =
  | { readonly kind: 'none' }
  | { readonly kind: 'assign'; readonly policy: AccessPolicy }
  /** It has none, and which is the org's default is not known. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** The default is the one that Okta calls `system`. */
function needOf(policies: readonly AccessPolicy[]): PolicyNeed {
  const [policy, ...others] = policies.filter(({ system }) => system === true);
  if (policy !== undefined && others.length === 0) return { kind: 'assign', policy };
  return {
    kind: 'unknown',
    reason: `${policy === undefined ? 'none' : 'more than one'} of its policies is the default`,
  };
}

/** Whoever may not read policies can set up the rest. */
export async function observePolicy(
  client: Pick<OktaClient, 'org' | 'accessPolicies'>,
  app: SamlApp | undefined,
): Promise<PolicyNeed> {
  if (app !== undefined && hasAccessPolicy(app)) return { kind: 'none' };
  const { pipeline } = await client.org();
  if (pipeline !== IDENTITY_ENGINE) return { kind: 'none' };
  try {
    return needOf(await client.accessPolicies());
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'OKTA_SCOPE_MISSING') throw error;
    return { kind: 'unknown', reason: error.detail };
  }
}

interface ObservedPolicy {
  readonly app: SamlApp | undefined;
  readonly policy: PolicyNeed;
}

export function planPolicy({ app, policy: need }: ObservedPolicy): {
  readonly changes: readonly SetupChange[];
  readonly notes: readonly SetupNote[];
} {
  if (need.kind === 'none') return { changes: [], notes: [] };
  if (need.kind === 'unknown') {
    const text = `the access policy is left to Okta: the default of the org is not known (${need.reason})`;
    return { changes: [], notes: [{ severity: 'kept', text }] };
  }
  const { id: policyId, name } = need.policy;
  const unless = app === undefined ? ', unless Okta gives the new app another' : '';
  const to = `“${name}”, the default of the org${unless}`;
  const fields = [{ field: 'Access policy', from: undefined, to }];
  return { changes: [{ kind: 'assign-policy', policyId, fields }], notes: [] };
}
