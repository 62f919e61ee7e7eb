import { z } from 'zod';
import { toAttributeMap, type AttributeValues, type LooseAttributes } from './person.ts';
import { WINDOW_MS, type ResponsePlan } from './response-plan.ts';
import type { SentAttribute } from './statements.ts';

const isLooseAttributes = (value: unknown): value is Record<string, string | string[] | null> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every(
    (one) => one === null || typeof one === 'string' || (Array.isArray(one) && one.every((v) => typeof v === 'string')),
  );

/**
 * Attribute names to a text, a list or null. Not z.record: that would lose a name such as `__proto__`, which an attack
 * test needs.
 */
export const looseAttributes = z
  .custom<LooseAttributes>(isLooseAttributes, 'an object of attribute names to a text, a list of texts or null')
  .transform(toAttributeMap);

/** What an altered response says instead. All of it is for demonstrations and tests; nothing is on by default. */
export const overridesSchema = z
  .strictObject({
    audience: z.string(),
    issuer: z.string(),
    recipient: z.string(),
    destination: z.string(),
    /** null: none, even where the login started at the service provider. */
    inResponseTo: z.string().nullable(),
    nameId: z.string(),
    nameIdFormat: z.string(),
    /** Replaces the values of `roles`; an empty list is an Attribute without values. */
    roles: z.array(z.string()),
    /** Added, or put in place of those with the same name. */
    attributes: looseAttributes,
    /** Names of attributes to leave out. */
    omit: z.array(z.string()),
    /** All roles in one value, as a string attribute would send them. */
    commaRoles: z.boolean(),
    /** `roles` as one empty element. */
    emptyRoles: z.boolean(),
    /** How long ago the response ran out, ms. */
    expiredByMs: z.int().nonnegative(),
    /** How far the identity provider's clock is ahead (or behind, below 0), ms. */
    clockOffsetMs: z.int(),
    /** Sets SessionNotOnOrAfter this long after the issue, ms. */
    sessionLifetimeMs: z.int().positive(),
    sign: z.enum(['both', 'response', 'assertion']),
    unsigned: z.boolean(),
    digest: z.enum(['sha256', 'sha1']),
    /** Signs with a key that nobody trusts. */
    foreignKey: z.boolean(),
    /** What is altered after signing. */
    tamper: z.enum(['roles', 'nameId', 'digest', 'signature']),
  })
  .partial();

export type Overrides = z.output<typeof overridesSchema>;

const ROLES = 'roles';

/** In place where the name is there already, else at the end. */
function put(attributes: readonly SentAttribute[], name: string, values: AttributeValues): readonly SentAttribute[] {
  return attributes.some((sent) => sent.name === name)
    ? attributes.map((sent) => (sent.name === name ? { name, values } : sent))
    : [...attributes, { name, values }];
}

const valuesOf = (attributes: readonly SentAttribute[], name: string): AttributeValues =>
  attributes.find((sent) => sent.name === name)?.values ?? [];

function alteredAttributes(sent: readonly SentAttribute[], overrides: Overrides): readonly SentAttribute[] {
  let altered = sent;
  if (overrides.roles !== undefined) altered = put(altered, ROLES, overrides.roles);
  for (const [name, values] of overrides.attributes ?? []) altered = put(altered, name, values);
  if (overrides.commaRoles === true) altered = put(altered, ROLES, [valuesOf(altered, ROLES).join(', ')]);
  if (overrides.emptyRoles === true) altered = put(altered, ROLES, ['']);
  return altered.filter(({ name }) => overrides.omit?.includes(name) !== true);
}

function shifted(plan: ResponsePlan, { clockOffsetMs = 0, expiredByMs, sessionLifetimeMs }: Overrides): ResponsePlan {
  const offset = clockOffsetMs - (expiredByMs === undefined ? 0 : expiredByMs + WINDOW_MS);
  const issuedAt = plan.issuedAt + offset;
  return {
    ...plan,
    issuedAt,
    notBefore: plan.notBefore + offset,
    notOnOrAfter: plan.notOnOrAfter + offset,
    authnInstant: Math.min(plan.authnInstant, issuedAt),
    sessionNotOnOrAfter: sessionLifetimeMs === undefined ? plan.sessionNotOnOrAfter : issuedAt + sessionLifetimeMs,
  };
}

function signedParts({ sign, unsigned }: Overrides, usual: ResponsePlan['signed']): ResponsePlan['signed'] {
  if (unsigned === true) return { response: false, assertion: false };
  return sign === undefined ? usual : { response: sign !== 'assertion', assertion: sign !== 'response' };
}

const REPLACED = ['issuer', 'destination', 'recipient', 'audience', 'nameId', 'nameIdFormat', 'digest'] as const;

const replacements = (overrides: Overrides): Partial<ResponsePlan> =>
  Object.fromEntries(REPLACED.map((name) => [name, overrides[name]]).filter(([, value]) => value !== undefined));

/** The plan with what the overrides want different, before anything is written or signed. */
export const overridden = (plan: ResponsePlan, overrides: Overrides): ResponsePlan => ({
  ...shifted(plan, overrides),
  ...replacements(overrides),
  ...(overrides.inResponseTo !== undefined && { inResponseTo: overrides.inResponseTo ?? undefined }),
  attributes: alteredAttributes(plan.attributes, overrides),
  signed: signedParts(overrides, plan.signed),
});
