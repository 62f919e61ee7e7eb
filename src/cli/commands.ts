import type { CliCommand } from './command.ts';
import { configCheck } from './config-check.ts';
import { configSchema } from './config-schema.ts';
import { configTest } from './config-test.ts';
import { docs } from './docs.ts';
import { explain } from './explain.ts';
import { rolesApply } from './roles-apply.ts';
import { rolesCatalogue } from './roles-catalogue.ts';
import { rolesDiff } from './roles-diff.ts';
import { rolesList } from './roles-list.ts';
import { rolesMigrateChat } from './roles-migrate-chat.ts';
import { sandbox, serve } from './serve.ts';
import { tokenInspect } from './token-inspect.ts';
import { trace } from './trace.ts';

/** Words that only lead to further commands. */
export const GROUPS: ReadonlyMap<string, string> = new Map([
  ['config', 'the configuration file'],
  ['roles', 'roles of the Conversations Service, and the catalogue of all roles'],
  ['token', 'access tokens'],
]);

/** Every command: one line each, in the order in which `flexgate help` shows them. */
export const COMMANDS: readonly CliCommand[] = [
  serve,
  sandbox,
  configCheck,
  configTest,
  configSchema,
  explain,
  trace,
  rolesCatalogue,
  rolesList,
  rolesDiff,
  rolesApply,
  rolesMigrateChat,
  tokenInspect,
  docs,
];
