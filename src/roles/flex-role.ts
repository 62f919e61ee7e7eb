/**
 * Flex UI roles that an IdP may give, from the lowest to the highest.
 * Source: twilio.com/docs/flex/admin-guide/setup/flex-ui-users. Read-only admin exists, but only the Console gives it.
 */
export const FLEX_ROLES = ['agent', 'supervisor', 'admin'] as const;
export type FlexRole = (typeof FLEX_ROLES)[number];

export const isFlexRole = (value: string): value is FlexRole => (FLEX_ROLES as readonly string[]).includes(value);

const rank = (role: FlexRole): number => FLEX_ROLES.indexOf(role);
/** Positive where `a` is above `b`, 0 where they are equal. */
export const compareFlexRoles = (a: FlexRole, b: FlexRole): number => rank(a) - rank(b);
export const lowerFlexRole = (a: FlexRole, b: FlexRole): FlexRole => (compareFlexRoles(a, b) <= 0 ? a : b);
export const higherFlexRole = (a: FlexRole, b: FlexRole): FlexRole => (compareFlexRoles(a, b) >= 0 ? a : b);
