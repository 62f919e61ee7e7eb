import { type ApiOperation, get, listOf, NO_CONTENT, param, put } from './api-call.ts';
import { invalid, notFound, OktaError } from './okta-error.ts';
import type { OktaOrg } from './org.ts';
import { policyResource } from './resources.ts';

const POLICIES_PER_PAGE = 20;

function ensureIdentityEngine({ pipeline }: OktaOrg): void {
  if (pipeline === 'idx') return;
  throw new OktaError(401, 'E0000015', 'You do not have permission to access the feature you are requesting');
}

/** Access policies (okta.md 2.2). Of other types the org has none. */
export const policyOperations = (org: OktaOrg): readonly ApiOperation[] => [
  get('/policies', 'okta.policies.read', ({ query }) => {
    const type = query.get('type');
    if (type === null) throw invalid('type', 'type: The field cannot be left blank');
    if (type !== 'ACCESS_POLICY') return listOf([], POLICIES_PER_PAGE);
    ensureIdentityEngine(org);
    return listOf(
      org.policies.map((policy) => policyResource(policy, org.url, org.clock())),
      POLICIES_PER_PAGE,
    );
  }),
  put('/apps/:app/policies/:policy', 'okta.apps.manage', (call) => {
    const { id } = org.apps.find(param(call, 'app'));
    ensureIdentityEngine(org);
    const wanted = param(call, 'policy');
    if (!org.policies.some((policy) => policy.id === wanted)) throw notFound(wanted, 'Policy');
    org.apps.change(id, { accessPolicy: wanted });
    return NO_CONTENT;
  }),
];
