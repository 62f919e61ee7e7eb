/** A role of the Flex UI. `pages` in the words of the documentation; `everything` stands for all pages there are. */
export interface FlexUiRole {
  readonly pages: readonly string[];
  /** Whether an identity provider can give it. */
  readonly sso: boolean;
}

/**
 * Source: twilio.com/docs/flex/admin-guide/setup/flex-ui-users. The Dialpad only where it is enabled. Read-only admins
 * are the Console's Support users; what they see on the Admin dashboard they cannot change.
 */
export const FLEX_UI_ROLES = {
  agent: { pages: ['Agent Desktop'], sso: true },
  supervisor: { pages: ['Agent Desktop', 'Teams', 'Queue Stats', 'Dialpad'], sso: true },
  admin: { pages: ['everything'], sso: true },
  'readonly-admin': { pages: ['Admin dashboard (read-only)', 'Queue Stats', 'Teams'], sso: false },
} as const satisfies Readonly<Record<string, FlexUiRole>>;

/**
 * Values that the Console writes into the Worker attribute `roles` for read-only admins, and the role's own name. An IdP
 * that sends one of them gives nothing. Source: …/setup/flex-ui-users/read-only-admin-role.
 */
export const CONSOLE_ONLY_ROLES: ReadonlySet<string> = new Set([
  'readonly-admin',
  'flex.readonlyadmin',
  'flex.readteams',
]);
