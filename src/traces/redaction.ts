import { printable } from '../kernel/printable.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { ReconcileOutcome } from '../provisioning/outcome.ts';
import type { Because, Explanation, RoleExplanation } from '../roles/assignment.ts';
import type { Attributes } from '../roles/attributes.ts';
import { reasonsText } from '../roles/because-text.ts';

/** Whether the values of attributes are kept, or their names only. */
export type KeptValues = 'shown' | 'names-only';

/** Attributes, and values of one, beyond which a trace keeps no more. */
export const LONGEST_LIST = 200;

/** Enough to see that something arrived, or that it was cut off. */
function sizeOf(value: unknown): string {
  if (typeof value === 'string') return `(${value.length} characters)`;
  return Array.isArray(value) ? `(${value.length} values)` : `(${typeof value})`;
}

/** What arrived. */
export function redactedAttributes(
  attributes: Attributes,
  values: KeptValues,
): Readonly<Record<string, readonly string[]>> {
  const entries = [...attributes]
    .slice(0, LONGEST_LIST)
    .map(([name, list]) => [
      printable(name),
      list.slice(0, LONGEST_LIST).map((value) => (values === 'shown' ? printable(value) : sizeOf(value))),
    ]);
  return Object.fromEntries(entries) as Record<string, string[]>;
}

/** What was written is what arrived, under other names; the roles are our own decision, told beside anyway. */
export function redactedOutcome({ worker, user }: ReconcileOutcome, values: KeptValues): ReconcileOutcome {
  if (values === 'shown') return { worker, user };
  const entries = Object.entries(worker.attributes).map(([name, value]) => [
    name,
    name === 'roles' ? value : sizeOf(value),
  ]);
  return { worker: { ...worker, attributes: Object.fromEntries(entries) as typeof worker.attributes }, user };
}

/** A value that was read as a role, or as an alias of one, is what a trace is for; one that a rule looked at is not. */
function redactedBecause(because: Because): Because {
  if (because.kind !== 'rule') return because;
  return { ...because, matched: because.matched.map(({ attribute, value }) => ({ attribute, value: sizeOf(value) })) };
}

/** Its sentence says why in the words of `reasonsText`. */
function redactedRole(role: RoleExplanation): RoleExplanation {
  const because = role.because.map(redactedBecause);
  const text = role.text.split(reasonsText(role.because)).join(reasonsText(because));
  return { ...role, because, text };
}

export const redactedExplanation = (explanation: Explanation, values: KeptValues): Explanation =>
  values === 'shown' ? explanation : { ...explanation, roles: explanation.roles.map(redactedRole) };

/** A refusal's words without the value that was found wrong, and without the sentences that quote what a rule looked at. */
export function redactedDetail(refusal: Refusal, values: KeptValues): string {
  if (values === 'shown') return refusal.detail;
  const evidence: object = refusal.evidence;
  const hidden = {
    ...('value' in evidence && { value: sizeOf(evidence.value) }),
    ...('because' in evidence && { because: [] }),
  };
  return new Refusal(refusal.code, { ...evidence, ...hidden } as Refusal['evidence']).detail;
}
