import type { SandboxIdp } from '../../../src/sandbox/idp/start.ts';
import { postForm, postedXml, rolesAsserted, runningIdp, sendJson } from './running-idp.ts';
import { parseXml } from './signature-check.ts';

let idp: SandboxIdp;
beforeEach(async () => {
  idp = await runningIdp();
});
afterEach(() => idp.close());

const find = (id: string) => idp.people().find((person) => person.id === id);
const page = async (path: string): Promise<string> => (await fetch(idp.url + path)).text();
const editForm = (fields: readonly (readonly [string, string])[]): URLSearchParams =>
  new URLSearchParams(fields.map(([name, value]) => [name, value]));

const attributeIn = (tag: string, name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
const policyOf = async (path: string): Promise<string> =>
  (await fetch(idp.url + path)).headers.get('content-security-policy') ?? '';

const assertedRoles = (id: string): Promise<readonly string[]> => rolesAsserted(idp, id);

describe('the people as JSON', () => {
  test('are those of the handle', async () => {
    expect(await (await fetch(`${idp.url}/api/people`)).json()).toEqual(idp.people());
    expect(await (await fetch(`${idp.url}/api/people/mika`)).json()).toMatchObject({
      id: 'mika',
      fullName: 'Mika Sato',
      assignment: 'group',
      roles: ['supervisor', 'wfo.quality_manager'],
      roleGroups: ['flex-supervisors', 'flex-insights-quality'],
      tileUrl: idp.tileUrl('mika'),
      editUrl: `${idp.url}/people/mika`,
    });
  });

  test('change by PUT, and the next assertion says so', async () => {
    const response = await sendJson('PUT', `${idp.url}/api/people/ana`, { roles: ['supervisor', 'x'] });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id: 'ana', roles: ['supervisor', 'x'], groups: ['CC-Agents'] });
    expect(await assertedRoles('ana')).toEqual(['supervisor', 'x']);
  });

  test('take their roles from groups with roles: null, from a new group too', async () => {
    await sendJson('PUT', `${idp.url}/api/people/ana`, {
      roles: null,
      groups: ['flex-agents', 'flex-admins', 'New group'],
    });
    expect(await assertedRoles('ana')).toEqual(['admin', 'agent']);
    expect(await page('/people/sam')).toContain('New group');
  });

  test('replace their attributes whole, whatever the names', async () => {
    const body: unknown = JSON.parse('{"attributes": {"__proto__": "a", "toString": ["b", "c"], "gone": null}}');
    const person: unknown = await (await sendJson('PUT', `${idp.url}/api/people/ana`, body)).json();
    const attributes = Object.entries((person as { attributes: object }).attributes);
    expect(attributes).toEqual([
      ['__proto__', ['a']],
      ['toString', ['b', 'c']],
      ['gone', ['']],
    ]);
  });

  test.each([
    { id: 'nobody', body: { roles: [] }, status: 404 },
    { id: 'ana', body: { roles: 'admin' }, status: 400 },
    { id: 'ana', body: { id: 'other' }, status: 400 },
    { id: 'ana', body: { login: ' ' }, status: 400 },
  ])('PUT of $body to $id is $status and changes nothing', async ({ id, body, status }) => {
    const before = idp.people();
    expect((await sendJson('PUT', `${idp.url}/api/people/${id}`, body)).status).toBe(status);
    expect(idp.people()).toEqual(before);
  });

  test('broken JSON is the fault of who sent it', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(`${idp.url}/api/people/ana`, { method: 'PUT', headers, body: '{' });
    expect(response.status).toBe(400);
  });
});

describe('setRoles', () => {
  test('changes the next assertion and leaves groups that are not given', async () => {
    idp.setRoles('ana', ['admin']);
    expect(find('ana')).toMatchObject({ roles: ['admin'], groups: ['CC-Agents'] });
    idp.setRoles('ana', null, ['flex-supervisors']);
    expect(await assertedRoles('ana')).toEqual(['supervisor']);
  });

  test('throws for nobody', () => {
    expect(() => idp.setRoles('nobody', [])).toThrow('nobody with id nobody');
  });
});

describe('the role editor', () => {
  test('shows what a person has', async () => {
    const html = await page('/people/sam');
    const checked = [...html.matchAll(/<input[^>]*value="([^"]+)"[^>]*\bchecked/g)].map((match) => match[1]);
    expect(checked).toEqual(['individual', 'supervisor', 'wfo.team_leader', 'wfo.quality_manager']);
  });

  test('saves roles, groups, names and attributes, and comes back', async () => {
    const form = editForm([
      ['assignment', 'individual'],
      ['role', 'supervisor'],
      ['role', 'wfo.data_analyst'],
      ['other_roles', ' custom \r\n\r\nsupervisor'],
      ['group', 'CC-Supervisors'],
      ['first_name', 'Anna'],
      ['last_name', ''],
      ['login', 'anna@corp.example'],
      ['email', 'anna@corp.example'],
      ['attribute_name', 'skills.stringarray'],
      ['attribute_value', 'a'],
      ['attribute_name', 'skills.stringarray'],
      ['attribute_value', 'b'],
      ['attribute_name', ''],
      ['attribute_value', 'dropped'],
    ]);
    const response = await postForm(`${idp.url}/people/ana`, form);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/people/ana?saved=1');
    expect(find('ana')).toMatchObject({
      fullName: 'Anna Ruiz',
      login: 'anna@corp.example',
      roles: ['supervisor', 'wfo.data_analyst', 'custom'],
      groups: ['CC-Supervisors'],
      attributes: { 'skills.stringarray': ['a', 'b'] },
    });
    expect(await page('/people/ana?saved=1')).toMatch(/role="status">Saved.*custom/s);
  });

  test('keeps an untouched person as he is when it is saved', async () => {
    const html = await page('/people/ana');
    const inputs = [...html.matchAll(/<input[^>]*>/g)].map(([input]) => input);
    const sent = inputs.filter((input) => /type="text"/.test(input) || /\bchecked/.test(input));
    const before = find('ana');
    await postForm(
      `${idp.url}/people/ana`,
      editForm(sent.map((input) => [attributeIn(input, 'name'), attributeIn(input, 'value')])),
    );
    expect(find('ana')).toEqual(before);
  });

  test('assigns through groups', async () => {
    await postForm(
      `${idp.url}/people/ana`,
      editForm([
        ['assignment', 'group'],
        ['role', 'admin'],
        ['group', 'flex-supervisors'],
      ]),
    );
    expect(find('ana')).toMatchObject({ assignment: 'group', roles: ['supervisor'] });
  });

  test('resets to the start', async () => {
    const before = find('ana');
    idp.setRoles('ana', ['admin'], []);
    expect((await postForm(`${idp.url}/people/ana/reset`, new URLSearchParams())).status).toBe(303);
    expect(find('ana')).toEqual(before);
  });

  test.each(['/people/nobody', '/people/nobody/reset'])('a post to %s is not found', async (path) => {
    expect((await postForm(idp.url + path, new URLSearchParams())).status).toBe(404);
  });
});

describe('requests of other sites', () => {
  const ADMIN = editForm([
    ['assignment', 'individual'],
    ['role', 'admin'],
  ]);

  test.each([
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ] as Record<string, string>[])('%j changes no roles', async (headers) => {
    const response = await postForm(`${idp.url}/people/ana`, ADMIN, headers);
    expect(response.status).toBe(403);
    expect(find('ana')?.roles).toEqual(['agent']);
  });

  test('the own pages may', async () => {
    const response = await postForm(`${idp.url}/people/ana`, ADMIN, {
      Origin: idp.url,
      'Sec-Fetch-Site': 'same-origin',
    });
    expect(response.status).toBe(303);
    expect(find('ana')?.roles).toEqual(['admin']);
  });

  test('neither the JSON API nor a response is open to them', async () => {
    const headers = { Origin: 'https://evil.example', 'Content-Type': 'application/json' };
    const attempts = [
      fetch(`${idp.url}/api/people/ana`, { method: 'PUT', headers, body: '{"roles":["admin"]}' }),
      fetch(`${idp.url}/api/respond`, { method: 'POST', headers, body: '{"person":"ada"}' }),
    ];
    expect((await Promise.all(attempts)).map((response) => response.status)).toEqual([403, 403]);
    expect(find('ana')?.roles).toEqual(['agent']);
  });
});

describe('names that try to be markup', () => {
  const EVIL = `"><script>alert('x')</script><b>&amp;`;

  beforeEach(async () => {
    const body = {
      firstName: EVIL,
      lastName: EVIL,
      title: EVIL,
      roles: [EVIL],
      groups: [EVIL],
      attributes: { [EVIL]: EVIL },
    };
    await sendJson('PUT', `${idp.url}/api/people/ana`, body);
  });

  test.each(['/', '/people/ana', '/people/sam', '/groups'])('are text on %s', async (path) => {
    const html = await page(path);
    expect(html).toContain('&lt;script');
    expect(html).not.toMatch(/<script>|<b>&amp;amp|alert\('x'\)<\/script>/);
  });

  test('are text on the sign-in page and in the picture', async () => {
    expect(await (await fetch(idp.ssoUrl)).text()).not.toContain('<script>');
    const picture = await fetch(`${idp.url}/avatars/ana.svg`);
    expect(picture.headers.get('content-type')).toContain('image/svg+xml');
    expect(parseXml(await picture.text()).getElementsByTagName('text')[0]?.textContent).toBe('SS');
  });

  test('are text in the assertion', async () => {
    const document = parseXml(postedXml(await (await fetch(idp.tileUrl('ana'))).text()));
    const values = Array.from(document.getElementsByTagName('saml2:AttributeValue')).map((value) => value.textContent);
    expect(values.filter((value) => value?.includes(EVIL))).toEqual([`${EVIL} ${EVIL}`, EVIL, EVIL, EVIL]);
    expect(document.getElementsByTagName('script')).toHaveLength(0);
  });
});

describe('every page', () => {
  test.each(['/', '/people/ana', '/people/nobody', '/groups', '/groups/nothing', '/home/sandbox_flexgate_1/ana'])(
    '%s has no inline script or style',
    async (path) => {
      const response = await fetch(idp.url + path);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(await response.text()).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=/);
    },
  );

  test('that posts to the service provider is free to, the others only to themselves', async () => {
    expect(await policyOf('/home/sandbox_flexgate_1/ana')).not.toContain('form-action');
    expect(await policyOf('/people/ana')).toContain("form-action 'self'");
  });

  test('finds its stylesheet and script', async () => {
    const html = await page('/home/sandbox_flexgate_1/ana');
    const files = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files).toHaveLength(2);
    const types = await Promise.all(
      files.map(async (file) => (await fetch(idp.url + file)).headers.get('content-type')),
    );
    expect(types).toEqual(['text/css; charset=utf-8', 'text/javascript; charset=utf-8']);
  });
});

test('the dashboard links the metadata of both sides, where they are known', async () => {
  expect(await page('/')).toMatch(/href="[^"]+\/sso\/saml\/metadata".*identity provider/);
  expect(await page('/')).not.toContain('Metadata of Flexgate');
  const linked = await runningIdp({ spMetadataUrl: 'https://gw.example/m' });
  const html = await (await fetch(linked.url)).text();
  await linked.close();
  expect(html).toContain('<a href="https://gw.example/m">Metadata of Flexgate</a>');
});

test('other people can be given at the start', async () => {
  const own = await runningIdp({
    people: [
      { id: 'x-1', firstName: 'Xi', lastName: 'Yu', roles: ['agent'], attributes: new Map([['team', ['a', 'b']]]) },
    ],
  });
  await own.close();
  expect(own.people()).toMatchObject([
    {
      id: 'x-1',
      login: 'x-1@corp.example',
      email: 'x-1@corp.example',
      roles: ['agent'],
      attributes: { team: ['a', 'b'] },
    },
  ]);
});

test.each([
  { options: { people: [{ id: '../x', firstName: 'a', lastName: 'b' }] }, says: 'letters, digits and hyphens' },
  { options: { appName: 'A/b' }, says: 'appName' },
])('$options is refused at the start, and nothing goes on listening', async ({ options, says }) => {
  const port = Number(new URL(idp.url).port);
  await idp.close();
  await expect(runningIdp({ ...options, port })).rejects.toThrow(says);
  await expect(fetch(idp.url)).rejects.toThrow('fetch failed');
  idp = await runningIdp();
});
