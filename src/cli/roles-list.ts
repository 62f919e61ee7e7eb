import { documentedPermissions, originOf } from '../role-management/default-roles.ts';
import type { ServiceRoleResource } from '../role-management/role-registry.ts';
import { printable } from '../kernel/printable.ts';
import type { ListedChatRole } from '../twilio/role-registry-wire.ts';
import type { Answer, CliCommand } from './command.ts';
import { withRoles } from './role-access.ts';
import { lines, table } from './style.ts';
import type { Style } from './style.ts';

interface Row extends ServiceRoleResource {
  readonly origin: string;
  readonly isDefault: boolean;
  /** Beyond what is documented. Both are empty where nothing is documented. */
  readonly added: readonly string[];
  readonly missing: readonly string[];
}

function rowOf(role: ServiceRoleResource, defaultSids: ReadonlySet<string>): Row {
  const documented = documentedPermissions(role.type, role.name) ?? role.permissions;
  return {
    ...role,
    origin: originOf(role.type, role.name),
    isDefault: defaultSids.has(role.sid),
    added: role.permissions.filter((permission) => !documented.includes(permission)),
    missing: documented.filter((permission) => !role.permissions.includes(permission)),
  };
}

const driftText = ({ added, missing }: Row): string =>
  [...added.map((name) => `+${name}`), ...missing.map((name) => `-${name}`)].join(' ');

const rowCells = (row: Row, style: Style): readonly string[] => [
  row.type,
  printable(row.name),
  row.sid,
  row.isDefault ? `${row.origin}, default` : row.origin,
  String(row.permissions.length),
  style.warn(driftText(row)),
];

const rolesTable = (rows: readonly Row[], style: Style): string =>
  table(
    ['type', 'name', 'sid', 'origin', 'permissions', 'differs from the documentation by'],
    rows.map((row) => rowCells(row, style)),
    style,
  );

const chatTable = (roles: readonly ListedChatRole[], style: Style): string =>
  table(
    ['chat type', 'name', 'permissions'],
    roles.map(({ type, name, permissions }) => [type, printable(name), permissions.join(', ')]),
    style,
  );

function answerOf(rows: readonly Row[], chat: readonly ListedChatRole[] | undefined): Answer {
  return {
    ok: true,
    json: { roles: rows, ...(chat !== undefined && { chat_roles: chat }) },
    text: (style) => lines(rolesTable(rows, style), chat === undefined ? [] : ['', chatTable(chat, style)]),
  };
}

export const rolesList: CliCommand = {
  name: 'roles list',
  summary: 'the roles of the Conversations Service, against what is documented',
  options: [
    { flags: '--chat', summary: 'also as Programmable Chat (end of life) calls the roles of the same Service' },
  ],
  run: ({ options, host }) =>
    withRoles(host, async ({ registry, chatRoles }, serviceSid) => {
      const [roles, defaultSids, chat] = await Promise.all([
        registry.list(),
        registry.defaultSids(),
        options.flag('chat') ? chatRoles(serviceSid) : undefined,
      ]);
      return answerOf(
        roles.map((role) => rowOf(role, defaultSids)),
        chat,
      );
    }),
};
