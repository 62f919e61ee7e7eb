import { flexgate } from '../support/flexgate-cli.ts';

type Rows = readonly (readonly string[])[];

/** Tables of the page by their heading, the head first; written independently of how the page is made. */
function tablesOf(markdown: string): ReadonlyMap<string, Rows> {
  const sections = markdown.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [title = '', ...lines] = section.split('\n');
      const rows = lines.filter((line) => line.startsWith('|') && !/^\| -+ \|/.test(line));
      return [
        title,
        rows.map((line) =>
          line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim()),
        ),
      ];
    }),
  );
}

let tables: ReadonlyMap<string, Rows>;
beforeAll(async () => {
  tables = tablesOf((await flexgate(['docs', 'roles'])).out);
});

/** Of a table with a column for each role: what each role has a `yes` for, sorted. */
function heldIn(title: string): Readonly<Record<string, readonly string[]>> {
  const [[, ...roles] = [], ...rows] = tables.get(title) ?? [];
  return Object.fromEntries(
    roles.map((role, index) => [
      role,
      rows.flatMap(([what = '', ...cells]) => (cells[index] === 'yes' ? [what] : [])).toSorted(),
    ]),
  );
}

const sorted = (text: string): readonly string[] => text.trim().split(/\s+/).toSorted();

test('the page has these tables', () => {
  expect([...tables.keys()]).toEqual([
    'Flex UI roles',
    'Flex Insights roles',
    'Dashboard roles of Flex Insights',
    'Service roles of the Conversations Service',
    'Conversation roles',
    'Programmable Chat: deployment roles (end of life)',
    'Programmable Chat: channel roles (end of life)',
    'Programmable Chat in the words of Conversations',
  ]);
});

test('Flex roles: what each reaches, and that SSO never gives the read-only admin', () => {
  expect(tables.get('Flex UI roles')).toEqual([
    ['role', 'by SSO', 'pages'],
    ['agent', 'yes', 'Agent Desktop'],
    ['supervisor', 'yes', 'Agent Desktop, Teams, Queue Stats, Dialpad'],
    ['admin', 'yes', 'everything'],
    ['readonly-admin', 'no', 'Admin dashboard (read-only), Queue Stats, Teams'],
  ]);
});

test('the seven Insights roles and their features', () => {
  expect(tables.get('Flex Insights roles')).toEqual([
    ['role', 'play calls', 'export calls', 'assess calls', 'questionnaires', 'dashboards'],
    ['wfo.full_access', 'yes', 'yes', 'yes', 'yes', 'editor'],
    ['wfo.team_leader', 'yes', 'no', 'yes', 'no', 'explorer'],
    ['wfo.data_analyst', 'yes', 'yes', 'view only', 'no', 'editor'],
    ['wfo.data_auditor', 'yes', 'yes', 'no', 'no', 'editor'],
    ['wfo.quality_manager', 'yes', 'yes', 'yes', 'no', 'viewer'],
    ['wfo.quality_process_manager', 'no', 'no', 'no', 'yes', 'none'],
    ['wfo.dashboard_viewer', 'yes', 'no', 'no', 'no', 'viewer'],
  ]);
});

test('service roles and conversation roles', () => {
  expect(heldIn('Service roles of the Conversations Service')).toEqual({
    admin: sorted(`joinConversation deleteConversation addParticipant removeParticipant editConversationAttributes
      editOwnUserInfo editAnyUserInfo`),
    supervisor: sorted('joinConversation addParticipant removeParticipant editOwnUserInfo'),
  });
  const guest = 'sendMessage sendMediaMessage leaveConversation';
  const agent = `${guest} editConversationAttributes editOwnMessage editOwnMessageAttributes deleteOwnMessage`;
  const staff = `${agent} editAnyMessage editAnyMessageAttributes deleteAnyMessage`;
  expect(heldIn('Conversation roles')).toEqual({
    guest: sorted(guest),
    agent: sorted(agent),
    admin: sorted(staff),
    supervisor: sorted(staff),
  });
});

test('roles of Programmable Chat, by their type', () => {
  expect(heldIn('Programmable Chat: deployment roles (end of life)')).toEqual({
    service_admin: sorted(`createChannel joinChannel destroyChannel editChannelAttributes editChannelName addMember
      inviteMember removeMember editAnyMemberAttributes editAnyMessage deleteAnyMessage editAnyMessageAttributes
      editAnyUserInfo`),
    service_user: sorted('createChannel editOwnUserInfo joinChannel'),
  });
  expect(heldIn('Programmable Chat: channel roles (end of life)')).toEqual({
    channel_admin: sorted(`addMember deleteAnyMessage destroyChannel editAnyMessage editAnyMessageAttributes
      editAnyMemberAttributes editChannelAttributes editChannelName editNotificationLevel inviteMember leaveChannel
      removeMember sendMediaMessage sendMessage`),
    channel_user: sorted(`deleteOwnMessage editOwnMessage editOwnMessageAttributes editOwnMemberAttributes leaveChannel
      sendMediaMessage sendMessage editNotificationLevel`),
  });
});

/** Word that tells the line, the least role that has it, and whether it works in the Analytics portal only. */
test.each([
  [/move through/, 'viewer', false],
  [/export and print/, 'viewer', true],
  [/external application/, 'viewer', false],
  [/more detail/, 'viewer', false],
  [/filters/, 'viewer', false],
  [/drill paths that/, 'viewer', false],
  [/drill down/, 'viewer', false],
  [/save views/, 'viewer', true],
  [/e-mails/, 'viewer', true],
  [/alerts to KPIs/, 'viewer', false],
  [/edit existing KPI dashboards/, 'explorer', true],
  [/open the Analyze tab/, 'explorer', false],
  [/insights in the Analyze tab/, 'explorer', false],
  [/create dashboards/, 'editor', true],
  [/create reports/, 'editor', true],
  [/data model/, 'editor', true],
  [/project attributes/, 'editor', true],
  [/for other users/, 'editor', true],
])('of dashboards %s begins with the %s', (line, least, portalOnly) => {
  const [head, ...rows] = tables.get('Dashboard roles of Flex Insights') ?? [];
  const roles = ['viewer', 'explorer', 'editor'];
  expect([head, rows.length]).toEqual([['what it can do', ...roles], 18]);
  const cells = roles.map((_, index) => (index >= roles.indexOf(least) ? 'yes' : '-'));
  const matching = rows.filter(([what = '']) => line.test(what));
  expect(matching).toEqual([[expect.any(String), ...cells]]);
  expect(matching[0]?.[0]?.includes('\\*')).toBe(portalOnly);
});
