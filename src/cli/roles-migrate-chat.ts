import { z } from 'zod';
import { rolesFileText } from '../config/roles-file-text.ts';
import { Refusal } from '../kernel/refusal.ts';
import { migrateChatRoles } from '../role-management/migrate-chat.ts';
import type { ChatMigration, NamedChatRole } from '../role-management/migrate-chat.ts';
import type { Answer, CliCall, CliCommand } from './command.ts';
import { readTextFile, writeNewFile } from './files.ts';
import { withRoles } from './role-access.ts';

/** As Twilio's API lists them (twilio.com/docs/chat/rest/role-resource). */
const chatRole = z.object({
  friendly_name: z.string().min(1),
  type: z.enum(['deployment', 'channel']),
  permissions: z.array(z.string()),
});
const listing = z.union([z.array(chatRole), z.object({ roles: z.array(chatRole) }).transform(({ roles }) => roles)]);

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('FILE_INVALID', { file, problems: [{ path: file, reason: 'it is not JSON' }] });
  }
}

function rolesIn(file: string): readonly NamedChatRole[] {
  const parsed = listing.safeParse(parseJson(readTextFile(file), file));
  if (!parsed.success) {
    const reason = 'a list of Chat roles is expected, or {"roles": […]}, each with friendly_name, type and permissions';
    throw new Refusal('FILE_INVALID', { file, problems: [{ path: file, reason }] });
  }
  return parsed.data.map(({ friendly_name: name, type, permissions }) => ({ name, type, permissions }));
}

function chatRolesFor({ options, host }: CliCall): Promise<readonly NamedChatRole[]> | readonly NamedChatRole[] {
  const [file, service] = [options.text('from'), options.text('service')];
  if (file !== undefined && service !== undefined) {
    throw new Refusal('COMMAND_INVALID', { problem: 'give --from or --service, not both' });
  }
  if (file !== undefined) return rolesIn(file);
  return withRoles(host, ({ chatRegistry }, own) => chatRegistry(service ?? own).list());
}

const plainJson = ({ wanted: { roles }, notes }: ChatMigration): object => ({
  service: Object.fromEntries(roles.service),
  conversation: Object.fromEntries(roles.conversation),
  notes,
});

async function run(call: CliCall): Promise<Answer> {
  const migration = migrateChatRoles(await chatRolesFor(call));
  const text = rolesFileText(migration.wanted, migration.notes);
  const out = call.options.text('out');
  if (out !== undefined) writeNewFile(out, text);
  return {
    ok: true,
    json: plainJson(migration),
    text: () => (out === undefined ? text : `written to ${out}`),
    notes: migration.notes,
  };
}

export const rolesMigrateChat: CliCommand = {
  name: 'roles migrate-chat',
  summary: 'a roles file for Conversations from the roles of a Programmable Chat Service',
  options: [
    { flags: '--from <file>', summary: 'JSON, as Chat’s API lists roles; without it the live Chat Service is read' },
    { flags: '--service <sid>', summary: 'IS… of the Chat Service (default: the SID of the Conversations Service)' },
    { flags: '--out <file>', summary: 'a new file to write (default: standard output)' },
  ],
  run,
};
