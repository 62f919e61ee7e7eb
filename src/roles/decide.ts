import type { Assignment } from './assignment.ts';
import type { Attributes } from './attributes.ts';
import type { RolePolicy } from './policy.ts';

export interface Decision {
  /** NameID of the assertion. */
  readonly username: string;
  readonly attributes: Attributes;
  readonly policy: RolePolicy;
}
export type Decide = (input: Decision) => Assignment;
