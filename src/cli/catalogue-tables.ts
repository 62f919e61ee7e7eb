import type { CatalogueJson } from '../roles/catalogue/catalogue.ts';

/** One table of the catalogue, for a terminal or a page. */
export interface CatalogueTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the reader must know beside it: whole sentences. */
  readonly note?: string;
}

type Permissions = CatalogueJson['service_roles'];

/** Roles as columns, what they may do as rows. */
function matrix(title: string, roles: Permissions, what = 'permission'): CatalogueTable {
  const entries = Object.entries(roles);
  const permissions = [...new Set(entries.flatMap(([, held]) => held))];
  return {
    title,
    head: [what, ...entries.map(([name]) => name)],
    rows: permissions.map((each) => [each, ...entries.map(([, held]) => (held.includes(each) ? 'yes' : '-'))]),
  };
}

const flexTable = ({ flex_roles: roles }: CatalogueJson): CatalogueTable => ({
  title: 'Flex UI roles',
  head: ['role', 'by SSO', 'pages'],
  rows: Object.entries(roles).map(([name, { pages, sso }]) => [name, sso ? 'yes' : 'no', pages.join(', ')]),
});

const insightsTable = ({ insights_roles: roles }: CatalogueJson): CatalogueTable => ({
  title: 'Flex Insights roles',
  head: ['role', 'play calls', 'export calls', 'assess calls', 'questionnaires', 'dashboards'],
  rows: Object.entries(roles).map(([name, can]) => [
    name,
    can.play_calls,
    can.export_calls,
    can.assess_calls.replace('_', ' '),
    can.questionnaires,
    can.dashboards,
  ]),
});

const chatPermissions = ({ chat_roles: roles }: CatalogueJson, type: string): Permissions =>
  Object.fromEntries(
    Object.entries(roles)
      .filter(([, role]) => role.type === type)
      .map(([name, { permissions }]) => [name, permissions]),
  );

const wordsTable = ({ chat_permissions: words }: CatalogueJson): CatalogueTable => ({
  title: 'Programmable Chat in the words of Conversations',
  head: ['Chat', 'Conversations'],
  rows: Object.entries(words).map(([chat, conversations]) => [chat, conversations ?? 'none']),
});

const noted = (table: CatalogueTable, note: string): CatalogueTable => ({ ...table, note });

export function catalogueTables(catalogue: CatalogueJson): readonly CatalogueTable[] {
  const { service_roles: service, conversation_roles: conversation, default_roles: byDefault } = catalogue;
  return [
    noted(
      flexTable(catalogue),
      'A read-only admin is a Support user of the Twilio Console and launches Flex from there; no SSO connection gives that role. Supervisors have the Dialpad where it is enabled.',
    ),
    noted(
      insightsTable(catalogue),
      'For supervisors and admins only. Who has none of these roles is treated as wfo.full_access by Flex.',
    ),
    noted(
      matrix('Dashboard roles of Flex Insights', catalogue.dashboard_roles, 'what it can do'),
      '* in the Analytics portal only, everything else in the Flex UI too.',
    ),
    noted(
      matrix('Service roles of the Conversations Service', service),
      'An agent has a service role too, of which the documentation lists no permissions.',
    ),
    noted(
      matrix('Conversation roles', conversation),
      `Whomever Flex adds to a conversation becomes ${byDefault.conversation}, the default, whatever their Flex role.`,
    ),
    noted(
      matrix('Programmable Chat: deployment roles (end of life)', chatPermissions(catalogue, 'deployment')),
      `${byDefault.deployment} is the default. In Conversations: service roles.`,
    ),
    noted(
      matrix('Programmable Chat: channel roles (end of life)', chatPermissions(catalogue, 'channel')),
      `${byDefault.channel} is the default. In Conversations: conversation roles.`,
    ),
    noted(
      wordsTable(catalogue),
      'Conversations has no invites. The translation is our reading: Twilio publishes none.',
    ),
  ];
}
