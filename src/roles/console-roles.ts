/** Which of the two ways a person comes in by: an IdP in front of Flex, or one in front of the Twilio Console. */
export const DOORS = ['sso', 'console'] as const;
export type Door = (typeof DOORS)[number];

/**
 * Account roles of the Twilio Console that open Flex, and what each becomes there.
 * Source: twilio.com/docs/flex/admin-guide/setup/flex-ui-users.
 */
export const CONSOLE_ROLES: ReadonlyMap<string, 'admin' | 'readonly-admin'> = new Map([
  ['Owner', 'admin'],
  ['Administrator', 'admin'],
  ['Developer', 'admin'],
  ['Support', 'readonly-admin'],
]);

/**
 * What the Worker attribute `roles` of a read-only admin holds, in the Console's own order. Source: Twilio support,
 * article 43413131018395; …/setup/flex-ui-users/read-only-admin-role.
 */
export const READ_ONLY_ADMIN_ROLES = ['flex.readteams', 'flex.readonlyadmin'] as const;

/** The name of the role in the catalogue, in tokens and in the API. */
export const READ_ONLY_ADMIN = 'readonly-admin';
