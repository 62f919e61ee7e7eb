import { auditExport, auditVerify } from './audit.ts';
import { block, unblock } from './block.ts';
import type { CliCommand } from './command.ts';
import { configCheck } from './config-check.ts';
import { configSchema } from './config-schema.ts';
import { configTest } from './config-test.ts';
import { deprovision } from './deprovision.ts';
import { docs } from './docs.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { explainPeople } from './explain-people.ts';
import { oktaSetup } from './okta-setup.ts';
import { oktaVerify } from './okta-verify.ts';
import { plan } from './plan.ts';
import { reconcile } from './reconcile.ts';
import { rolesApply } from './roles-apply.ts';
import { rolesCatalogue } from './roles-catalogue.ts';
import { rolesDiff } from './roles-diff.ts';
import { rolesList } from './roles-list.ts';
import { rolesMigrateChat } from './roles-migrate-chat.ts';
import { sandbox, serve } from './serve.ts';
import { subjects } from './subjects.ts';
import { tokenInspect } from './token-inspect.ts';
import { trace } from './trace.ts';

/** Words that only lead to further commands. */
export const GROUPS: ReadonlyMap<string, string> = new Map([
  ['audit', 'the record of logins, changes of role and acts of operators'],
  ['config', 'the configuration file'],
  ['roles', 'roles of the Conversations Service, and the catalogue of all roles'],
  ['okta', 'the SAML app in an Okta org'],
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
  explainPeople,
  plan,
  trace,
  rolesCatalogue,
  rolesList,
  rolesDiff,
  rolesApply,
  rolesMigrateChat,
  oktaSetup,
  oktaVerify,
  doctor,
  subjects,
  block,
  unblock,
  deprovision,
  reconcile,
  auditExport,
  auditVerify,
  tokenInspect,
  docs,
];
