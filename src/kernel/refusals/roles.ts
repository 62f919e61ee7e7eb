import { printable, quoted } from '../printable.ts';
import { entry } from './entry.ts';

/** The usual cause is no statement that is missing: nobody gave the person a role. */
const assignARole = ({ expected, connection }: { expected: readonly string[]; connection?: string }): string =>
  ` Assign a role (agent, supervisor or admin) to the person, or to a group of theirs, in the IdP${connection === undefined ? '' : ` of connection “${printable(connection)}”`}; it must arrive as ${quoted(expected)}.`;

export const ROLE_REFUSALS = {
  ATTRIBUTE_MISSING: entry<{
    attribute: string;
    expected: readonly string[];
    state: 'absent' | 'empty';
    received: readonly string[];
    /** Whose IdP it is, where it must be told. */
    connection?: string;
  }>({
    status: 403,
    title: 'The identity provider did not send a required attribute',
    hint: 'Add the attribute statement in the IdP, under the bare name, and see that the person has a value.',
    detail: (e) =>
      `“${e.attribute}” (expected as ${quoted(e.expected)}) is ${e.state}; arrived: ${quoted(e.received) || 'no attribute at all'}.${e.attribute === 'roles' ? assignARole(e) : ''}`,
  }),
  ATTRIBUTE_INVALID: entry<{ attribute: string; value: string; reason: string }>({
    status: 403,
    title: 'An attribute has a value that cannot be used',
    hint: 'Correct the value of the person in the IdP, or the type suffix of the attribute name.',
    detail: (e) => `“${printable(e.attribute)}” = “${printable(e.value)}”: ${e.reason}.`,
  }),
  ATTRIBUTES_TOO_LARGE: entry<{ size: number; allowed: number }>({
    status: 403,
    title: 'The attributes do not fit into a TaskRouter Worker',
    hint: 'Send fewer or shorter attributes from the IdP: a Worker holds 4096 characters of attributes.',
    detail: (e) => `${e.size} characters, allowed ${e.allowed}.`,
  }),
  USERNAME_INVALID: entry<{ username: string; reason: string }>({
    status: 403,
    title: 'The NameID cannot be used as a Flex username',
    hint: 'Choose another NameID in the IdP: at most 64 characters (a Worker friendly name), and not reserved by Twilio.',
    detail: (e) => `“${printable(e.username)}”: ${e.reason}.`,
  }),
  ROLE_NOT_GRANTED: entry<{ received: readonly string[]; because?: readonly string[] }>({
    status: 403,
    title: 'None of the roles sent by the identity provider gives access to Flex',
    hint: 'Assign agent, supervisor or admin to the person in the IdP, or add a rule under roles.rules of the connection.',
    detail: (e) => [`Received: ${quoted(e.received) || 'no role'}.`, ...(e.because ?? [])].join(' '),
  }),
  ROLE_UNKNOWN: entry<{ unknown: readonly string[] }>({
    status: 403,
    title: 'The identity provider sent a role that is not known',
    hint: 'Correct the value in the IdP (role names are case-sensitive), add an alias or a rule, or set roles.unknown: ignore.',
    detail: (e) => `Unknown: ${quoted(e.unknown)}.`,
  }),
  INSIGHTS_ROLE_REQUIRED: entry<{ flexRole: string }>({
    status: 403,
    title: 'A supervisor or admin needs an explicit Insights role here',
    hint: 'Assign one of the seven wfo.* roles in the IdP, or set roles.insightsDefault of the connection.',
  }),
  GROUPS_OVERAGE: entry<{ attribute: string }>({
    status: 403,
    title: 'The identity provider sent a link in place of the groups',
    hint: 'In Entra ID, people with more than 150 groups get a link only: use app roles, or "groups assigned to the application".',
  }),
};
