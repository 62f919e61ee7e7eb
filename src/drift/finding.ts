/** Kinds of difference between what Twilio holds and what was decided and confirmed. */
export const FINDING_KINDS = [
  'worker-missing',
  'worker-replaced',
  'user-missing',
  'user-replaced',
  'roles-raised',
  'roles-differ',
  'service-role-raised',
  'service-role-differs',
  'email-differs',
  'full-name-differs',
  'friendly-name-differs',
  'attribute-differs',
  'blocked-but-present',
  'pending',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** `security`: somebody holds more than was decided. `notice`: known, and already on its way. */
export type Severity = 'security' | 'warning' | 'notice';

export interface Finding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** What Twilio must hold, and what it holds; safe to show. */
  readonly expected?: string;
  readonly found?: string;
  /** Stored name on the worker, where it is about one attribute. */
  readonly attribute?: string;
  /** The edit may become what is decided, until the next login says otherwise. Never one that raises anybody. */
  readonly adoptable: boolean;
  /** A reconcile puts it right. */
  readonly repairable: boolean;
  /** One sentence for people. */
  readonly text: string;
}

export type Policy = 'report' | 'repair' | 'adopt';
export const POLICIES = ['report', 'repair', 'adopt'] as const;
