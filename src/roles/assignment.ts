import type { AttributeState } from './attributes.ts';
import type { Door } from './console-roles.ts';
import type { FlexRole } from './flex-role.ts';
import type { InsightsRole } from './insights-role.ts';
import type { Place, WorkerAttributeValue } from './policy.ts';

export interface WorkerChannel {
  /** Unique name of the TaskChannel: voice, chat, sms… */
  readonly taskChannel: string;
  readonly available?: boolean;
  /** 0 to 50. */
  readonly capacity?: number;
}

/** The decided outcome for a subject: what Twilio must come to hold, and why. Plain JSON: it is stored and sent. */
export interface Assignment {
  /** NameID = Flex username = friendly name of the Worker. */
  readonly username: string;
  /** Twilio-escaped username: identity of the Conversations User and of every token. */
  readonly identity: string;
  readonly email: string;
  readonly fullName: string;
  readonly flexRole: FlexRole;
  /**
   * A Support user of the Twilio Console. `flexRole` is then `agent`: whatever compares, fences or authorizes treats the
   * person as one, and only the worker attribute `roles`, tokens and pages tell the difference.
   */
  readonly readOnlyAdmin?: true;
  /** The door that the assignment came through; absent: sso. */
  readonly door?: Extract<Door, 'console'>;
  /** Sorted in the order of the catalogue; empty for an agent. */
  readonly insightsRoles: readonly InsightsRole[];
  /** What the worker attribute `roles` holds: the Flex role, then the Insights roles; of a read-only admin the two flex.* names. */
  readonly roles: readonly string[];
  /** Every worker attribute that we write: email, full_name, roles, and those passed on or set by rules. */
  readonly workerAttributes: Readonly<Record<string, WorkerAttributeValue>>;
  /** Stored names to remove from the worker, whatever it holds (attribute sent empty, policy clear). */
  readonly clear: readonly string[];
  /** Stored names that stay although the IdP did not send them (policy keep); all others we wrote before are removed. */
  readonly keep: 'all' | readonly string[];
  readonly channels: readonly WorkerChannel[];
  readonly explanation: Explanation;
}

/** Why a role was a candidate. Texts from outside are escaped and cut (kernel/printable.ts): safe to show. */
export type Because =
  | { readonly kind: 'direct'; readonly attribute: string; readonly value: string }
  | { readonly kind: 'alias'; readonly attribute: string; readonly value: string }
  | {
      readonly kind: 'rule';
      readonly rule: string;
      readonly place?: Place;
      /** The attributes and values that made the rule match, ten at most; none where only states and negations did. */
      readonly matched: readonly { readonly attribute: string; readonly value: string }[];
    }
  /** A role of the Twilio Console (connections of the kind `console` only). */
  | { readonly kind: 'console-role'; readonly attribute: string; readonly value: string }
  | { readonly kind: 'default' }
  | { readonly kind: 'insights-default' };

export interface RoleExplanation {
  /** Safe to show. */
  readonly role: string;
  readonly kind: 'flex' | 'insights' | 'unknown';
  /** `granted`: effective. `lost`: a higher Flex role won. `refused`: not given although asked for. */
  readonly outcome: 'granted' | 'lost' | 'refused';
  readonly because: readonly Because[];
  /** Why it was refused or lost. */
  readonly reason?:
    | 'higher-role-won'
    | 'above-ceiling'
    | 'agent-never-gets-insights'
    | 'readonly-admin-never-by-sso'
    /** Insights roles of a person who has no Flex role. */
    | 'no-flex-role'
    | 'unknown-role';
  /** The role that won, or the ceiling. */
  readonly against?: string;
  /** One sentence for people. */
  readonly text: string;
}

export interface AttributeExplanation {
  /** The IdP's name, safe to show; the stored name where nothing arrived or a rule sets it. */
  readonly attribute: string;
  readonly state: AttributeState;
  /** `set`: a rule wrote it, whatever arrived under that name. */
  readonly outcome: 'used' | 'passed' | 'set' | 'cleared' | 'kept' | 'ignored';
  /** The stored name on the worker, or the field it fills. */
  readonly target?: string;
  readonly text: string;
}

export interface Explanation {
  readonly connection: string;
  readonly roles: readonly RoleExplanation[];
  readonly attributes: readonly AttributeExplanation[];
}
