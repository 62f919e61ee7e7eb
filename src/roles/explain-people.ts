import { sameJson } from '../kernel/canonical-json.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import type { Assignment, RoleExplanation } from './assignment.ts';
import type { Attributes } from './attributes.ts';
import { judge } from './decide.ts';
import type { Judgement } from './decide.ts';
import { compareFlexRoles } from './flex-role.ts';
import type { RolePolicy } from './policy.ts';

export interface PersonToExplain {
  /** NameID. */
  readonly username: string;
  readonly attributes: Attributes;
}

/** What a policy decides for one person. */
export type PersonOutcome =
  | { readonly roles: readonly string[]; readonly workerAttributes: Assignment['workerAttributes'] }
  | { readonly refused: RefusalCode };

export const CHANGES = [
  'gets in',
  'loses access',
  'promoted',
  'demoted',
  'other roles',
  'other attributes',
  'refused otherwise',
  'none',
] as const;
export type PersonChange = (typeof CHANGES)[number];

/** One person under two policies. */
export interface PersonRow {
  readonly username: string;
  readonly before: PersonOutcome;
  readonly after: PersonOutcome;
  readonly change: PersonChange;
  /** Worker attributes that would be written otherwise; without `roles`. Sorted. */
  readonly attributes: readonly string[];
  /** The sentences that tell the one from the other. Safe to show. */
  readonly why: { readonly before: readonly string[]; readonly after: readonly string[] };
}

function outcomeOf({ outcome }: Judgement): PersonOutcome {
  if ('refusal' in outcome) return { refused: outcome.refusal.code };
  const { roles, workerAttributes } = outcome.assignment;
  return { roles, workerAttributes };
}

const assignmentOf = ({ outcome }: Judgement): Assignment | undefined =>
  'assignment' in outcome ? outcome.assignment : undefined;

function differingAttributes(before: Assignment | undefined, after: Assignment | undefined): readonly string[] {
  if (before === undefined || after === undefined) return [];
  const held = new Map(Object.entries(before.workerAttributes));
  const wanted = new Map(Object.entries(after.workerAttributes));
  return [...new Set([...held.keys(), ...wanted.keys()])]
    .filter((name) => name !== 'roles' && !sameJson(held.get(name), wanted.get(name)))
    .toSorted();
}

function moveOf(before: Assignment, after: Assignment): PersonChange {
  const move = compareFlexRoles(after.flexRole, before.flexRole);
  if (move !== 0) return move > 0 ? 'promoted' : 'demoted';
  if (!sameJson(before.roles, after.roles)) return 'other roles';
  return differingAttributes(before, after).length > 0 ? 'other attributes' : 'none';
}

function changeOf(before: Judgement, after: Judgement): PersonChange {
  const [held, wanted] = [assignmentOf(before), assignmentOf(after)];
  if (held !== undefined) return wanted === undefined ? 'loses access' : moveOf(held, wanted);
  if (wanted !== undefined) return 'gets in';
  return sameJson(outcomeOf(before), outcomeOf(after)) ? 'none' : 'refused otherwise';
}

/** What `judgement` says and `other` does not: roles with another outcome, the attributes that differ, the refusal. */
function sentences(judgement: Judgement, other: Judgement, attributes: readonly string[]): readonly string[] {
  const { explanation, outcome } = judgement;
  const isNew = ({ role, outcome: became }: RoleExplanation): boolean =>
    !other.explanation.roles.some((told) => told.role === role && told.outcome === became);
  return [
    ...explanation.roles.filter(isNew).map(({ text }) => text),
    ...explanation.attributes.filter(({ target = '' }) => attributes.includes(target)).map(({ text }) => text),
    ...('refusal' in outcome ? [`${outcome.refusal.code}: ${outcome.refusal.detail}`] : []),
  ];
}

/** One person, as decided before and after. */
export function comparePerson(username: string, held: Judgement, wanted: Judgement): PersonRow {
  const attributes = differingAttributes(assignmentOf(held), assignmentOf(wanted));
  const change = changeOf(held, wanted);
  const why =
    change === 'none'
      ? { before: [], after: [] }
      : { before: sentences(held, wanted, attributes), after: sentences(wanted, held, attributes) };
  return { username, before: outcomeOf(held), after: outcomeOf(wanted), change, attributes, why };
}

/** Person by person what a change of the rules does, and why. Pure: nobody is logged in, nothing is written. */
export const explainPeople = (
  people: readonly PersonToExplain[],
  before: RolePolicy,
  after: RolePolicy,
): readonly PersonRow[] =>
  people.map(({ username, attributes }) => {
    const under = (policy: RolePolicy): Judgement => judge({ username, attributes, policy });
    return comparePerson(username, under(before), under(after));
  });
