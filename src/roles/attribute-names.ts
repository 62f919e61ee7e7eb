/** Types that a suffix of an attribute's name gives to its values (twilio.md 1.2). Lower case only. */
const SUFFIXES = ['string', 'int', 'boolean', 'stringarray', 'intarray', 'booleanarray'] as const;
export type ValueType = (typeof SUFFIXES)[number];

export interface AttributeName {
  /** The name without the suffix: the name on the worker. */
  readonly stored: string;
  /** undefined without a suffix. */
  readonly type: ValueType | undefined;
}

/** `skill.int` is stored as `skill`; a name that is nothing but a suffix has none. */
export function parseAttributeName(name: string): AttributeName {
  const type = SUFFIXES.find((suffix) => name.endsWith(`.${suffix}`) && name.length > suffix.length + 1);
  return type === undefined ? { stored: name, type } : { stored: name.slice(0, -type.length - 1), type };
}

/** Names that JavaScript gives a meaning to: never a key of an object of ours. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Worker attributes that an attribute from the IdP or a rule never writes: the three that are decided, Flex Teams'
 * team_sid, and the skills that supervisors edit in Flex.
 */
const RESERVED: ReadonlySet<string> = new Set([
  'email',
  'full_name',
  'roles',
  'team_sid',
  'routing',
  'disabled_skills',
]);

/** Only Flex's own SSO applies these (Teams, beta). */
const TEAM_NAMES: ReadonlySet<string> = new Set(['team_member', 'team_owner']);

const CHANNEL = /^channel\.(.+)\.(availability|capacity)$/s;

export interface ChannelSetting {
  readonly taskChannel: string;
  readonly setting: 'availability' | 'capacity';
}

/** What a stored name may be used for. */
export type NameUse =
  | { readonly kind: 'plain' | 'forbidden' | 'reserved' | 'team' }
  | ({ readonly kind: 'channel' } & ChannelSetting);

export function useOf(stored: string): NameUse {
  if (FORBIDDEN.has(stored)) return { kind: 'forbidden' };
  if (RESERVED.has(stored)) return { kind: 'reserved' };
  if (TEAM_NAMES.has(stored)) return { kind: 'team' };
  const [, taskChannel, setting] = CHANNEL.exec(stored) ?? [];
  if (taskChannel === undefined) return { kind: 'plain' };
  return { kind: 'channel', taskChannel, setting: setting === 'capacity' ? 'capacity' : 'availability' };
}
