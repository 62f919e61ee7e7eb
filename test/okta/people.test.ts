import { generateSigningKeys } from '../../src/sandbox/idp/signing-keys.ts';
import { aFolder } from '../support/a-folder.ts';
import { anOktaOrg, type Json, type RunningOrg } from '../support/an-okta-org.ts';
import { flexgate } from '../support/flexgate-cli.ts';

interface Finding {
  readonly check: string;
  readonly level: string;
  readonly message: string;
  readonly [more: string]: unknown;
}

const PEOPLE = [
  { id: 'ana', groups: ['flex-agents', 'flex-night-shift'] },
  { id: 'sam', groups: ['flex-supervisors', 'flex-insights-team-leads'], attributes: { department: 'Care' } },
  { id: 'leo', roles: [] },
  { id: 'ida', groups: ['flex-supervisors', 'flex-agents'], attributes: { department: 'Care' } },
].map((person) => ({ firstName: person.id, lastName: 'Ruiz', ...person }));

const CONFIG = `publicUrl: https://sso.example.com
connections:
  okta:
    roles:
      rules:
        - { name: night, when: { attribute: groups, in: [flex-night-shift] }, grant: [supervisor] }
`;

let org: RunningOrg;
let folder: ReturnType<typeof aFolder>;
let file: string;
beforeEach(async () => {
  org = await anOktaOrg({ keys: await generateSigningKeys('test', Date.now()), people: PEOPLE });
  folder = aFolder();
  file = folder.write('flexgate.yaml', CONFIG);
  const more = ['--write', '--yes', '--attribute', 'department', '--groups', 'fixtures/okta/groups.yaml'];
  const { code, err } = await flexgate(['okta', 'setup', '--config', file, ...more], { env: org.env, now: Date.now() });
  if (code !== 0) throw new Error(err);
});
afterEach(async () => {
  await org.close();
  folder.remove();
});

async function lineOf(person: string): Promise<Finding | undefined> {
  const argv = ['okta', 'verify', '--config', file, '--json'];
  const { out } = await flexgate(argv, { env: org.env, now: Date.now() });
  const { results } = JSON.parse(out) as { results: Finding[] };
  return results.find(({ check, message }) => check === 'okta.person' && message.startsWith(`${person}@`));
}

test('who would get in: the Flex role, the Insights roles, and what gave each', async () => {
  expect(await lineOf('sam')).toEqual({
    check: 'okta.person',
    level: 'ok',
    message: 'sam@corp.example would get supervisor (“roles” names it), wfo.team_leader (“roles” names it).',
  });
});

test('a rule is named with its place in the file', async () => {
  const { message } = (await lineOf('ana')) ?? {};
  expect(message).toMatch(
    /would get supervisor \(“night” \(.*flexgate\.yaml:6:\d+\) matches as “groups” is “flex-night-shift”\), wfo\.dashboard_viewer \(“roles” names it\)\.$/,
  );
});

test('who would be refused: the code, the reason, and the screen where it is changed', async () => {
  const { id } = await org.app();
  const leo = await org.api<{ id: string }>('GET', '/users/leo@corp.example');
  await org.api('POST', `/apps/${id}/users`, { id: leo.id, scope: 'USER', profile: { roles: [] } });
  expect(await lineOf('leo')).toEqual({
    check: 'okta.person',
    level: 'warn',
    message: expect.stringMatching(/^leo@corp\.example would be refused, ATTRIBUTE_MISSING: “roles” .*Assign a role/),
    field: 'leo@corp.example > roles',
    found: 'ATTRIBUTE_MISSING',
    where: 'Applications > Applications > Flexgate > Assignments > People',
  });
});

test('what only Okta can compute is named, and the rest still decides', async () => {
  const app = await org.app();
  const attributeStatements = (app.settings.signOn['attributeStatements'] as Json[]).map((each) =>
    each['name'] === 'department' ? { ...each, values: ['String.toUpperCase(user.department)'] } : each,
  );
  await org.api('PUT', `/apps/${app.id}`, {
    ...app,
    settings: { ...app.settings, signOn: { ...app.settings.signOn, attributeStatements } },
  });
  expect((await lineOf('ida'))?.message).toMatch(
    /^ida@corp\.example would get .*supervisor \(“roles” names it\).*\. Not counted, as only Okta can compute it: “department”\.$/,
  );
});
