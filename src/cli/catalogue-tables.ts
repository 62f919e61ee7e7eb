import type { CatalogueJson } from '../roles/catalogue/catalogue.ts';

/** One table of the catalogue, for a terminal or a page. */
export interface CatalogueTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
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

export const catalogueTables = (catalogue: CatalogueJson): readonly CatalogueTable[] => [
  flexTable(catalogue),
  insightsTable(catalogue),
  matrix('Dashboard roles of Flex Insights', catalogue.dashboard_roles, 'what it can do'),
  matrix('Service roles of the Conversations Service', catalogue.service_roles),
  matrix('Conversation roles', catalogue.conversation_roles),
  matrix('Programmable Chat: deployment roles (end of life)', chatPermissions(catalogue, 'deployment')),
  matrix('Programmable Chat: channel roles (end of life)', chatPermissions(catalogue, 'channel')),
];
