import type { Door } from './console-roles.ts';
import type { FlexRole } from './flex-role.ts';
import type { InsightsRole } from './insights-role.ts';

/** Where one of our values comes from: alternatives in order of preference, each a list of IdP names joined by a blank. */
export type AttributeSources = readonly (readonly string[])[];

/** Place of a rule in the configuration file, for explanations. Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Condition =
  | { readonly attribute: string; readonly equals: string }
  | { readonly attribute: string; readonly in: readonly string[] }
  /** The whole value must match; the pattern is one that cannot backtrack without bound. */
  | { readonly attribute: string; readonly matches: string }
  | { readonly attribute: string; readonly is: 'absent' | 'empty' | 'present' }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

export interface Rule {
  /** Stable name for explanations: the operator's `name`, else `rule 3`. */
  readonly name: string;
  readonly when: Condition;
  /** Flex roles and Insights roles. */
  readonly grant: readonly (FlexRole | InsightsRole)[];
  /** Worker attributes that the rule sets, when it matches. */
  readonly set: ReadonlyMap<string, WorkerAttributeValue>;
  readonly place?: Place;
}

export type WorkerAttributeValue = string | number | boolean | readonly (string | number | boolean)[];

/** What to do with a worker attribute in each of the states that are not "present". */
export interface StatePolicy {
  /** `keep` leaves what the worker has; `clear` removes what we wrote before; `refuse` refuses the login. */
  readonly absent: 'keep' | 'clear' | 'refuse';
  readonly empty: 'keep' | 'clear' | 'refuse';
}

/** All that decides about roles and worker attributes of one connection. Plain data: made by config/, read by decide(). */
export interface RolePolicy {
  readonly connection: string;
  /** `console`: the IdP in front of the Twilio Console; `roles` then holds Console roles, and only those count. Absent: sso. */
  readonly kind?: Door;
  readonly attributes: {
    readonly email: AttributeSources;
    readonly fullName: AttributeSources;
    readonly roles: AttributeSources;
  };
  /** Characters at which one value of `roles` is split, such as [',']. Empty: one value is one role. */
  readonly roleSeparators: readonly string[];
  /** Values of `roles` in the IdP's words to role names in ours. */
  readonly aliases: ReadonlyMap<string, FlexRole | InsightsRole>;
  /** Values of `roles` that are role names count as they are. */
  readonly direct: boolean;
  readonly rules: readonly Rule[];
  readonly default: 'deny' | FlexRole;
  readonly ceiling: FlexRole;
  readonly insightsDefault: InsightsRole | 'deny';
  readonly unknown: 'ignore' | 'deny';
  readonly worker: {
    /** Which other attributes are copied to the worker, under their own name less a type suffix. */
    readonly pass: 'all' | ReadonlySet<string>;
    /** By stored name; `statesDefault` for the rest. */
    readonly states: ReadonlyMap<string, StatePolicy>;
    readonly statesDefault: StatePolicy;
    /** team_member and team_owner need Flex's own SSO (Teams, beta): explained and left out, or the login is refused. */
    readonly teams: 'ignore' | 'refuse';
  };
  /** Attribute names that mean "too many groups to list" (Entra's groups.link): refused, never read as "no group". */
  readonly overage: readonly string[];
}
