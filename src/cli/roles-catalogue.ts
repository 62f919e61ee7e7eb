import { catalogueJson } from '../roles/catalogue/catalogue.ts';
import type { CatalogueJson } from '../roles/catalogue/catalogue.ts';
import type { CliCommand } from './command.ts';
import { lines, table } from './style.ts';
import type { Style } from './style.ts';

type Permissions = CatalogueJson['service_roles'];

/** Roles as columns, what they may do as rows. */
function matrix(roles: Permissions, style: Style): string {
  const names = Object.keys(roles);
  const permissions = [...new Set(Object.values(roles).flat())].toSorted();
  const mark = (name: string, permission: string): string => (roles[name]?.includes(permission) === true ? 'yes' : '-');
  const rows = permissions.map((permission) => [permission, ...names.map((name) => mark(name, permission))]);
  return table(['permission', ...names], rows, style);
}

function flexTable({ flex_roles: roles }: CatalogueJson, style: Style): string {
  const rows = Object.entries(roles).map(([name, { pages, sso }]) => [name, sso ? 'yes' : 'no', pages.join(', ')]);
  return table(['role', 'by SSO', 'pages'], rows, style);
}

function insightsTable({ insights_roles: roles }: CatalogueJson, style: Style): string {
  const rows = Object.entries(roles).map(([name, can]) => [
    name,
    can.play_calls,
    can.export_calls,
    can.assess_calls.replace('_', ' '),
    can.questionnaires,
    can.dashboards,
  ]);
  return table(['role', 'play', 'export', 'assess', 'questionnaires', 'dashboards'], rows, style);
}

const chatPermissions = ({ chat_roles: roles }: CatalogueJson, type: string): Permissions =>
  Object.fromEntries(
    Object.entries(roles)
      .filter(([, role]) => role.type === type)
      .map(([name, { permissions }]) => [name, permissions]),
  );

function textOf(catalogue: CatalogueJson, style: Style): string {
  const sections: readonly (readonly [title: string, body: string])[] = [
    ['Flex UI roles', flexTable(catalogue, style)],
    ['Flex Insights roles', insightsTable(catalogue, style)],
    ['Dashboard roles', matrix(catalogue.dashboard_roles, style)],
    ['Service roles of the Conversations Service', matrix(catalogue.service_roles, style)],
    ['Conversation roles', matrix(catalogue.conversation_roles, style)],
    ['Programmable Chat: deployment roles (end of life)', matrix(chatPermissions(catalogue, 'deployment'), style)],
    ['Programmable Chat: channel roles (end of life)', matrix(chatPermissions(catalogue, 'channel'), style)],
  ];
  return lines(sections.flatMap(([title, body]) => [style.strong(title), '', body, '']));
}

export const rolesCatalogue: CliCommand = {
  name: 'roles catalogue',
  summary: 'all built-in roles and what they may do',
  run: async () => {
    const catalogue = catalogueJson();
    return { ok: true, json: catalogue, text: (style) => textOf(catalogue, style) };
  },
};
