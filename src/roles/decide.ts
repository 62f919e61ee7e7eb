import { isRefusal } from '../kernel/refusal.ts';
import type { Refusal } from '../kernel/refusal.ts';
import type { Assignment, Explanation } from './assignment.ts';
import { createAttributeReader } from './attribute-reader.ts';
import type { AttributeReader } from './attribute-reader.ts';
import type { Attributes } from './attributes.ts';
import { decideConsoleRoles } from './console-decision.ts';
import { READ_ONLY_ADMIN_ROLES } from './console-roles.ts';
import { identityOf } from './identity.ts';
import { matchingRules } from './matching-rules.ts';
import { refuseOverage } from './overage.ts';
import { personOf } from './person.ts';
import type { RolePolicy } from './policy.ts';
import { decideRoles } from './role-decision.ts';
import type { RoleDecision } from './role-decision.ts';
import { explainSources } from './sources-explained.ts';
import { decideWorker, workerAttributesOf } from './worker-decision.ts';
import type { WorkerDecision } from './worker-decision.ts';

export interface Decision {
  /** NameID of the assertion. */
  readonly username: string;
  readonly attributes: Attributes;
  readonly policy: RolePolicy;
}
export type Decide = (input: Decision) => Assignment;

/** Refused logins are explained too: the roles in full, the attributes as far as they could be decided. */
export interface Judgement {
  readonly outcome: { readonly assignment: Assignment } | { readonly refusal: Refusal };
  readonly explanation: Explanation;
}

/** Attributes and policy make an assignment, or a Refusal. Nothing else has an influence: no clock, no order. */
export const decide: Decide = (input) => {
  const { outcome } = judge(input);
  if ('refusal' in outcome) throw outcome.refusal;
  return outcome.assignment;
};

/** The same as `decide`, with the explanation where the login is refused. */
export function judge({ username, attributes, policy }: Decision): Judgement {
  const reader = createAttributeReader(attributes, policy);
  const rules = matchingRules(reader, policy);
  const roles = policy.kind === 'console' ? decideConsoleRoles(reader, policy) : decideRoles(reader, rules, policy);
  const worker = attempt(() => decideWorker({ attributes: reader, policy }, rules));
  const explanation = {
    connection: policy.connection,
    roles: roles.explanations,
    attributes: [...explainSources(reader, policy), ...('refusal' in worker ? [] : worker.value.explanations)],
  };
  const assignment = attempt(() => assign({ username, reader, policy, roles, worker, explanation }));
  return { outcome: 'refusal' in assignment ? assignment : { assignment: assignment.value }, explanation };
}

type Attempt<T> = { readonly value: T } | { readonly refusal: Refusal };

function attempt<T>(decision: () => T): Attempt<T> {
  try {
    return { value: decision() };
  } catch (error) {
    if (isRefusal(error)) return { refusal: error };
    throw error;
  }
}

interface Parts {
  readonly username: string;
  readonly reader: AttributeReader;
  readonly policy: RolePolicy;
  readonly roles: RoleDecision;
  readonly worker: Attempt<WorkerDecision>;
  readonly explanation: Explanation;
}

/** In this order the first thing that is wrong refuses: username, groups, email and name, roles, other attributes. */
function assign({ username, reader, policy, roles, worker, explanation }: Parts): Assignment {
  const identity = identityOf(username);
  refuseOverage(reader, policy);
  const { email, fullName } = personOf(reader, policy);
  if ('refusal' in roles.outcome) throw roles.outcome.refusal;
  if ('refusal' in worker) throw worker.refusal;
  const { flexRole, insightsRoles, readOnlyAdmin } = roles.outcome;
  const { written, clear, keep, channels } = worker.value;
  const names = readOnlyAdmin ? READ_ONLY_ADMIN_ROLES : [flexRole, ...insightsRoles];
  const workerAttributes = workerAttributesOf([
    ['email', email],
    ['full_name', fullName],
    ['roles', names],
    ...written,
  ]);
  const decided = { username, identity, email, fullName, flexRole, insightsRoles, roles: names };
  return {
    ...decided,
    ...(readOnlyAdmin && { readOnlyAdmin }),
    ...(policy.kind === 'console' && { door: 'console' as const }),
    workerAttributes,
    clear,
    keep,
    channels,
    explanation,
  };
}
