import { CONVERSATIONS_VOCABULARY } from '../role-management/default-roles.ts';
import type { RoleRegistry, ServiceRoleResource } from '../role-management/role-registry.ts';
import type { RoleVocabulary } from '../role-management/role-vocabulary.ts';
import { printable } from '../kernel/printable.ts';
import type { Answer, CliCommand } from './command.ts';
import { CHAT_SERVICE_OPTION, chatServiceOf, chatVocabularyFor } from './managed-roles.ts';
import { withRoles } from './role-access.ts';
import { lines, table } from './style.ts';
import type { Style } from './style.ts';

interface Row extends ServiceRoleResource<string> {
  readonly origin: string;
  readonly isDefault: boolean;
  /** Beyond what is documented. Both are empty where nothing is documented. */
  readonly added: readonly string[];
  readonly missing: readonly string[];
}

function rowOf<T extends string>(
  { originOf, documentedPermissions }: RoleVocabulary<T>,
  role: ServiceRoleResource<T>,
  defaultSids: ReadonlySet<string>,
): Row {
  const documented = documentedPermissions(role.type, role.name) ?? role.permissions;
  return {
    ...role,
    origin: originOf(role.type, role.name),
    isDefault: defaultSids.has(role.sid),
    added: role.permissions.filter((permission) => !documented.includes(permission)),
    missing: documented.filter((permission) => !role.permissions.includes(permission)),
  };
}

async function rowsOf<T extends string>(
  vocabulary: RoleVocabulary<T>,
  registry: RoleRegistry<T>,
): Promise<readonly Row[]> {
  const [roles, defaultSids] = await Promise.all([registry.list(), registry.defaultSids()]);
  return roles.map((role) => rowOf(vocabulary, role, defaultSids));
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

const rolesTable = (type: string, rows: readonly Row[], style: Style): string =>
  table(
    [type, 'name', 'sid', 'origin', 'permissions', 'differs from the documentation by'],
    rows.map((row) => rowCells(row, style)),
    style,
  );

const answerOf = (rows: readonly Row[], chat: readonly Row[] | undefined): Answer => ({
  ok: true,
  json: { roles: rows, ...(chat !== undefined && { chat_roles: chat }) },
  text: (style) =>
    lines(rolesTable('type', rows, style), chat === undefined ? [] : ['', rolesTable('chat type', chat, style)]),
});

export const rolesList: CliCommand = {
  name: 'roles list',
  summary: 'the roles of the Conversations Service, against what is documented',
  options: [
    { flags: '--chat', summary: 'also those of a Programmable Chat Service (end of life), in its words' },
    CHAT_SERVICE_OPTION,
  ],
  run: ({ options, host }) =>
    withRoles(host, async ({ registry, chatRegistry }, own) => {
      const service = chatServiceOf(options, own);
      const [rows, chat] = await Promise.all([
        rowsOf(CONVERSATIONS_VOCABULARY, registry),
        service === undefined ? undefined : rowsOf(chatVocabularyFor(service, own), chatRegistry(service)),
      ]);
      return answerOf(rows, chat);
    }),
};
