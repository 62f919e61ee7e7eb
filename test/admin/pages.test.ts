import type { TwilioStandIn } from '../../src/sandbox/twilio/stand-in.ts';
import { aGateway, aTwilioStandIn } from '../support/a-gateway.ts';
import type { RunningGateway } from '../support/a-gateway.ts';
import { logIn, postToAcs, responseFor } from '../support/a-login.ts';
import { ADMIN_TOKEN, asAdmin, auditWith } from '../support/admin-calls.ts';
import { idpKey } from '../support/saml-keys.ts';
import { partOf, said, valuesOf, wordsOf } from '../support/markup.ts';
import { eventually } from '../support/store-eventually.ts';

let twilio: TwilioStandIn;
let gateway: RunningGateway;
let cookie: string;
let people = 0;
const someone = (): string => `page-${(people += 1)}@corp.example`;

interface Visit {
  readonly form?: Record<string, string>;
  readonly headers?: Record<string, string>;
}
const visit = (path: string, { form, headers = {} }: Visit = {}): Promise<Response> =>
  fetch(`${gateway.url}${path}`, {
    redirect: 'manual',
    method: form === undefined ? 'GET' : 'POST',
    headers: { accept: 'text/html', cookie, 'sec-fetch-site': 'same-origin', ...headers },
    ...(form !== undefined && { body: new URLSearchParams(form) }),
  });
const pageAt = async (path: string, more: Visit = {}): Promise<string> => {
  const answer = await visit(path, more);
  expect(answer.status).toBe(200);
  return answer.text();
};
const enter = (token: string): Promise<Response> => visit('/admin/login', { form: { token }, headers: { cookie: '' } });

beforeAll(async () => {
  twilio = await aTwilioStandIn();
  gateway = await aGateway({ twilio });
  const entered = await enter(ADMIN_TOKEN);
  cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
});
afterAll(async () => {
  await gateway.close();
  await twilio.close();
});

describe('the way in', () => {
  test('without a permission every page is the form for the token, with status 401', async () => {
    for (const path of ['/admin', '/admin/subjects', '/admin/logins', '/admin/audit', '/admin/drift']) {
      const answer = await visit(path, { headers: { cookie: '' } });
      expect(answer.status).toBe(401);
      expect(said(await answer.text(), 'admin-login')).toContain('Operators only');
    }
  });

  test('the right token gives a cookie that scripts and other sites never see', async () => {
    const answer = await enter(ADMIN_TOKEN);
    expect(answer).toMatchObject({ status: 303 });
    expect(answer.headers.get('location')).toBe('/admin');
    const [set = ''] = answer.headers.getSetCookie();
    expect(set).toMatch(/^__Host-flexgate-admin=.+; Max-Age=3600; Path=\/; .*HttpOnly; Secure; SameSite=Strict$/);
    expect(set).not.toContain(ADMIN_TOKEN);
  });

  test('a wrong one gives none, is told to the audit, and guessing is limited', async () => {
    const answer = await enter('a-wrong-token');
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(said(await answer.text(), 'wrong')).toContain('not the admin token');
    await auditWith(gateway, 'operator.token-refused');
    const limited = await eventually(
      () => enter('a-wrong-token'),
      ({ status }) => status === 429,
    );
    expect(limited.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  test('leaving takes the cookie away', async () => {
    const answer = await visit('/admin/logout', { form: {} });
    expect(answer.status).toBe(303);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-flexgate-admin=; Max-Age=0/);
  });

  test('another site cannot use the cookie, and a forged one opens nothing', async () => {
    const form = { reason: 'x' };
    const foreign = await visit('/admin/subjects/a/block', { form, headers: { 'sec-fetch-site': 'cross-site' } });
    expect(foreign.status).toBe(403);
    const forged = await visit('/admin', { headers: { cookie: `${cookie.slice(0, -2)}AA` } });
    expect(forged.status).toBe(401);
  });

  test('a session with the Flex role admin needs no token, one with another role gets a refusal', async () => {
    const admin = await logIn(gateway, { email: someone(), roles: ['admin'] });
    expect(wordsOf(await pageAt('/admin', { headers: { cookie: admin.cookie } }))).toContain('Operations');
    const agent = await logIn(gateway, { email: someone() });
    const denied = await visit('/admin', { headers: { cookie: agent.cookie } });
    expect(denied.status).toBe(403);
    const links = valuesOf(partOf(await denied.text(), 'problem') ?? '', 'a', 'href');
    for (const step of links.filter((href) => !href.includes('#'))) {
      const next = await visit(step, { headers: { cookie: agent.cookie } });
      expect([step, next.status]).toEqual([step, 200]);
    }
  });
});

test('the overview tells health, connections with the days their certificates last, and who acts', async () => {
  const page = await pageAt('/admin');
  expect(said(page, 'operator')).toContain('admin token');
  expect(said(page, 'health')).toMatch(/Store well .*TaskRouter workspace well Flex Task Assignment/);
  expect(said(page, 'connection-okta')).toMatch(/on .*\d+ days left/);
});

describe('one person', () => {
  test('is found by username, shown with what was decided, held and why, and blocked from the page', async () => {
    const email = someone();
    await logIn(gateway, { email, roles: ['supervisor', 'wfo.team_leader'] });
    const found = await visit(`/admin/subjects?username=${encodeURIComponent(email)}`);
    const path = found.headers.get('location') ?? '';
    expect(found.status).toBe(303);
    const page = await pageAt(path);
    expect(said(page, 'desired')).toContain('supervisor wfo.team_leader');
    expect(said(page, 'confirmed')).toMatch(/supervisor wfo.team_leader .*WK[0-9a-f]{32}/);
    expect(said(page, 'roles')).toContain('granted');

    const blocked = await visit(`${path}/block`, { form: { reason: 'lost <badge>' } });
    expect(blocked.headers.get('location')).toBe(path);
    expect(said(await pageAt(path), 'blocked')).toContain('lost <badge>');
    await visit(`${path}/unblock`, { form: { reason: 'found' } });
    expect(said(await pageAt(path), 'blocked')).toBe('');
  });

  test('a name that nobody has logged in by is said to be one, on its page and after deprovisioning', async () => {
    const misspelt = `/admin/subjects/${encodeURIComponent(someone())}`;
    await visit(`${misspelt}/block`, { form: { reason: 'left' } });
    expect(said(await pageAt(misspelt), 'never-seen')).toContain('Nobody has ever logged in by this name');
    const deprovisioned = await pageAt(`${misspelt}/deprovision`, { form: { reason: 'left' } });
    expect(said(deprovisioned, 'never-seen')).toContain('spelt as the identity provider sends it');
    const email = someone();
    await logIn(gateway, { email });
    const known = `/admin/subjects/${encodeURIComponent(email)}`;
    await visit(`${known}/block`, { form: { reason: 'left' } });
    expect(said(await pageAt(known), 'never-seen')).toBe('');
  });

  test('who has not come yet can be blocked from the page where the name is not known', async () => {
    const email = someone();
    const search = await pageAt(`/admin/subjects?username=${encodeURIComponent(email)}`);
    const path = `/admin/subjects/${encodeURIComponent(email)}`;
    expect(valuesOf(partOf(search, 'not-found') ?? '', 'a', 'href')).toEqual([path]);

    const unknown = await visit(path);
    const page = await unknown.text();
    expect(unknown.status).toBe(404);
    expect(said(page, 'unknown')).toContain('Nobody has ever logged in by this name');
    expect(valuesOf(page, 'form', 'action')).toEqual(expect.arrayContaining([`${path}/block`, `${path}/deprovision`]));
    expect(partOf(page, 'block')).not.toContain('name="namespace"');
    const dry = await (await visit(`${path}/deprovision`, { form: { reason: 'left', dry_run: 'true' } })).text();
    expect(said(dry, 'report')).toMatch(/Dry run.*block planned/);

    const blocked = await visit(`${path}/block`, { form: { reason: 'left before the first day' } });
    expect(blocked.headers.get('location')).toBe(path);
    expect(said(await pageAt(path), 'blocked')).toContain('left before the first day');
    const refused = await postToAcs(gateway, responseFor({ email }));
    expect(await refused.json()).toMatchObject({ code: 'SUBJECT_BLOCKED' });
  });

  test('a dry run shows every step and writes nothing, deprovisioning shows what was done', async () => {
    const email = someone();
    await logIn(gateway, { email });
    const path = `/admin/subjects/${encodeURIComponent(email)}/deprovision`;
    const dry = await pageAt(path, { form: { reason: 'left', dry_run: 'true' } });
    expect(said(dry, 'report')).toMatch(/Dry run.*worker planned/);
    expect(twilio.workers().some(({ friendly_name: name }) => name === email)).toBe(true);
    const done = await pageAt(path, { form: { reason: 'left' } });
    expect(said(done, 'report')).toMatch(/Deprovisioned.*worker done.*user skipped/);
    expect(twilio.workers().some(({ friendly_name: name }) => name === email)).toBe(false);
  });

  test('who is not there is said on the list, and the search is kept', async () => {
    const page = await pageAt('/admin/subjects?username=nobody%40corp.example');
    expect(said(page, 'not-found')).toContain('Nobody of this username');
    expect(valuesOf(page, 'input', 'value')).toContain('nobody@corp.example');
  });

  test('an act without a reason is refused', async () => {
    expect((await visit('/admin/subjects/a%40b.example/block', { form: { reason: ' ' } })).status).toBe(400);
  });
});

test('a refused login is listed and opened with its steps, its code and what to change', async () => {
  const refused = await postToAcs(gateway, responseFor({ email: someone(), roles: ['superviser'] }));
  const { trace } = (await refused.json()) as { trace: string };
  const listed = await eventually(
    () => pageAt('/admin/logins?outcome=refused'),
    (page) => page.includes(trace),
  );
  expect(said(listed, 'logins')).toContain('ROLE_NOT_GRANTED');
  expect((await visit(`/admin/logins?trace=${trace}`)).headers.get('location')).toBe(`/admin/traces/${trace}`);
  const page = await pageAt(`/admin/traces/${trace}`);
  expect(said(page, 'problem')).toMatch(/ROLE_NOT_GRANTED.*superviser.*Assign/);
  expect(said(page, 'trace')).toContain('Response verified');
  expect(said(await pageAt('/admin/logins?trace=bako-timu-sero-lafi'), 'not-found')).toContain('No trace');
});

test('the audit is shown newest first with its head, and drift goes from the button to the report', async () => {
  const email = someone();
  await logIn(gateway, { email });
  await auditWith(gateway, 'login.granted', email);
  const audit = await pageAt('/admin/audit');
  expect(said(audit, 'audit').indexOf(email)).toBeGreaterThan(-1);
  expect(said(audit, 'head')).toMatch(/ends with record \d+, [0-9a-f]{64}/);
  await eventually(
    () => asAdmin(gateway, 'GET', '/api/admin/subjects?limit=500'),
    ({ json }) => JSON.stringify(json).includes(email),
  );
  const begun = await visit('/admin/drift', { form: { policy: 'report' } });
  const path = begun.headers.get('location') ?? '';
  const report = await eventually(
    () => pageAt(path),
    (page) => said(page, 'summary') !== '',
  );
  expect(said(report, 'summary')).toMatch(/\d+ people compared/);
});

test('names from outside are text on every page, whatever they hold', async () => {
  const name = '<img src=x onerror=alert(1)>';
  const username = `${name}/..`;
  await logIn(gateway, { email: someone(), name }, { nameId: username });
  for (const path of [
    `/admin/subjects/${encodeURIComponent(username)}`,
    '/admin/subjects',
    '/admin/logins',
    '/admin/audit',
  ]) {
    const page = await eventually(
      () => pageAt(path),
      (html) => html.includes('&lt;img'),
    );
    expect(page).not.toContain('<img src=x');
  }
});

test('where connections are of several namespaces, the page asks in which one to block who has not come yet', async () => {
  const idp = `{ entityId: https://idp.partner.example, ssoUrl: https://idp.partner.example/sso,
    certificates: [${JSON.stringify(idpKey().certificate)}] }`;
  const two = await aGateway({ twilio, connections: `partner: { preset: generic, idp: ${idp} }` });
  const operator = { authorization: `Bearer ${ADMIN_TOKEN}`, accept: 'text/html' };
  const at = `${two.url}/admin/subjects/${encodeURIComponent(someone())}`;
  const page = await (await fetch(at, { headers: operator })).text();
  expect(valuesOf(partOf(page, 'block') ?? '', 'option', 'value')).toEqual(['okta', 'partner']);
  const form = (namespace: string) => new URLSearchParams({ reason: 'left', namespace });
  const block = (namespace: string): Promise<Response> =>
    fetch(`${at}/block`, { method: 'POST', redirect: 'manual', headers: operator, body: form(namespace) });
  expect((await block('nowhere')).status).toBe(400);
  expect((await block('partner')).status).toBe(303);
  const { json } = await asAdmin(two, 'GET', new URL(at).pathname.replace('/admin', '/api/admin'));
  expect(json).toMatchObject({ namespace: 'partner', blocked: { reason: 'left' } });
  await two.close();
});
