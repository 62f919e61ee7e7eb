import { mePage } from '../../src/pages/me-page.tsx';
import type { Change } from '../../src/provisioning/outcome.ts';
import type { Pending } from '../../src/sessions/effective.ts';
import { aMeView } from '../support/a-me-view.ts';
import { partOf, said, tagsOf, valuesOf, wordsOf } from '../support/markup.ts';

const provisionedView = aMeView();
const provisioned = provisionedView.trace!.provisioned!;
const rowsOf = (html: string, section: string): readonly string[] =>
  (partOf(html, section) ?? '')
    .split('<tr')
    .slice(2)
    .map((row) => wordsOf(`<tr${row}`));

describe('identity', () => {
  const html = mePage(aMeView());

  test('says who is logged in, with which effective roles, from where and until when', () => {
    const words = said(html, 'identity');
    expect(words).toMatch(/Ana Ruiz ana@example\.com supervisor wfo\.team_leader/);
    expect(words).toContain('Identity in Twilio ana_40example_2Ecom');
    expect(words).toContain('Service role supervisor');
    expect(words).toContain('Connection Example Corp Okta');
    expect(words).toContain('Session ends 30 Jul 2026, 02:05 UTC');
    expect(valuesOf(html, 'time', 'datetime')).toContain('2026-07-30T02:05:00.000Z');
  });

  test('the way out is a form that posts to the connection of the session', () => {
    const form = tagsOf(html).find(({ name }) => name === 'form');
    expect(Object.fromEntries(form?.attributes ?? [])).toMatchObject({ method: 'post', action: '/saml/okta/logout' });
  });

  test.each([
    ['admin', 1],
    ['supervisor', 0],
    ['agent', 0],
  ] as const)('the operators’ pages are linked for an admin only: %s', (flexRole, links) => {
    const page = mePage(aMeView({ roles: { flexRole, insightsRoles: [] } }));
    expect(valuesOf(page, 'a', 'href').filter((href) => href === '/admin')).toHaveLength(links);
  });

  test('roles that do not count at this moment are not among the effective ones', () => {
    const roles = { flexRole: 'agent', insightsRoles: [], pending: 'promotion' } as const;
    const words = said(mePage(aMeView({ roles })), 'identity');
    expect(words).toMatch(/ana@example\.com agent Log out/);
    expect(words).toContain('Service role waits for Twilio');
  });
});

describe('while Twilio is not up to date', () => {
  test.each<{ pending: Pending; title: string; meanwhile: string }>([
    {
      pending: 'promotion',
      title: 'A promotion waits for Twilio',
      meanwhile: 'this session and its tokens stay at agent',
    },
    { pending: 'demotion', title: 'A demotion counts already', meanwhile: 'every new token are at agent from now on' },
    { pending: 'other', title: 'A change waits for Twilio', meanwhile: 'those taken away no longer count' },
  ])('a $pending is announced with the time for which older tokens live', ({ pending, title, meanwhile }) => {
    const view = aMeView({ roles: { flexRole: 'agent', insightsRoles: [], pending }, longestTokenMs: 5_400_000 });
    const words = said(mePage(view), 'pending');
    expect(words).toContain(title);
    expect(words).toContain(meanwhile);
    expect(words).toContain('Tokens already minted live at most 1 h 30 min.');
  });

  test('nothing is announced otherwise', () => {
    expect(partOf(mePage(aMeView()), 'pending')).toBeUndefined();
  });
});

describe('after a demotion', () => {
  test('the page says until when older tokens may name the higher role, and nothing where none is left', () => {
    const roles = { flexRole: 'agent', insightsRoles: [] } as const;
    const words = said(mePage(aMeView({ roles, oldTokensUntil: Date.UTC(2026, 10, 24, 21, 30) })), 'old-tokens');
    expect(words).toContain('Tokens from before the demotion to agent');
    expect(words).toContain('until 24 Nov 2026, 21:30 UTC at the latest');
    expect(partOf(mePage(aMeView()), 'old-tokens')).toBeUndefined();
  });
});

describe('roles and why', () => {
  test('every candidate has its outcome and its sentence, those that lost too', () => {
    expect(rowsOf(mePage(aMeView()), 'roles')).toEqual([
      'supervisor granted supervisor is granted: “roles” names it.',
      'agent lost agent does not count: “roles” names it, but the higher role wins.',
      'wfo.team_leader granted wfo.team_leader is granted: “supervisors lead teams” matches as “groups” is “CC-Supervisors”.',
      'boss refused “boss” grants nothing: it is no role name and no alias, and no rule that matches reads it.',
    ]);
  });

  test('no candidate at all is said', () => {
    const explanation = { connection: 'okta', roles: [], attributes: [] };
    expect(said(mePage(aMeView({ explanation })), 'roles')).toContain('No role was a candidate.');
  });
});

describe('what arrived', () => {
  test('each attribute shows its values and what they were used for; empty is not absent', () => {
    const rows = rowsOf(mePage(aMeView()), 'arrived');
    expect(rows).toContain('roles agent supervisor boss used “roles” is read for roles.');
    expect(rows).toContain('team Billing passed “team” is copied to the worker attribute “team”.');
    expect(rows.find((row) => row.startsWith('skills'))).toMatch(/^skills \(empty\) cleared /);
  });

  test('an attribute that is explained but did not arrive is shown as absent', () => {
    const absent = { attribute: 'team', state: 'absent', outcome: 'kept', text: 'It stays.' } as const;
    const explanation = { connection: 'okta', roles: [], attributes: [absent] };
    const html = mePage(aMeView({ explanation, trace: { steps: [], attributes: {} } }));
    expect(rowsOf(html, 'arrived')).toEqual(['team absent kept It stays.']);
  });

  test('an attribute without any value is empty', () => {
    const explanation = { connection: 'okta', roles: [], attributes: [] };
    const html = mePage(aMeView({ explanation, trace: { steps: [], attributes: { team: [] } } }));
    expect(rowsOf(html, 'arrived')).toEqual(['team empty']);
  });

  test('when the trace is no longer kept, the explanation still is', () => {
    const { trace: _gone, ...view } = aMeView();
    expect(rowsOf(mePage(view), 'arrived')).toContain(
      'team no longer kept passed “team” is copied to the worker attribute “team”.',
    );
  });

  test('names that objects know otherwise are names like any other', () => {
    const attributes = JSON.parse('{"__proto__":["a"],"constructor":["b"]}') as Record<string, string[]>;
    const explanation = { connection: 'okta', roles: [], attributes: [] };
    const html = mePage(aMeView({ explanation, trace: { steps: [], attributes } }));
    expect(rowsOf(html, 'arrived')).toEqual(['__proto__ a', 'constructor b']);
  });
});

describe('what Flexgate did in Twilio', () => {
  test.each<Change>(['created', 'promoted', 'demoted', 'updated', 'unchanged'])('shows that both were %s', (change) => {
    const trace = {
      steps: [],
      provisioned: { worker: { ...provisioned.worker, change }, user: { ...provisioned.user, change } },
    };
    const html = mePage(aMeView({ trace }));
    expect(said(partOf(html, 'worker') ?? '', 'change')).toMatch(new RegExp(`^. ${change}$`));
    expect(said(partOf(html, 'user') ?? '', 'change')).toMatch(new RegExp(`^. ${change}$`));
  });

  test('shows from which service role to which, and the roles of the worker before and after', () => {
    const html = mePage(aMeView());
    expect(said(partOf(html, 'user') ?? '', 'move')).toBe('agent → became supervisor');
    expect(said(partOf(html, 'worker') ?? '', 'move')).toBe('agent → became supervisor wfo.team_leader');
    expect(said(html, 'user')).toContain(provisioned.user.serviceRoleSid);
    expect(said(html, 'worker')).toContain(provisioned.worker.sid);
  });

  test('a service role that stayed is named once', () => {
    const user = { ...provisioned.user, previousServiceRole: 'supervisor' };
    const html = mePage(aMeView({ trace: { steps: [], provisioned: { ...provisioned, user } } }));
    expect(said(partOf(html, 'user') ?? '', 'move')).toBe('supervisor');
  });

  test('shows the attributes of the worker as JSON, those that are not ours too', () => {
    const json = said(mePage(aMeView()), 'worker-attributes').replace(/^.*?\{/, '{');
    expect(JSON.parse(json)).toEqual(provisioned.worker.attributes);
  });

  test('says when nothing is recorded', () => {
    const html = mePage(aMeView({ trace: { steps: [] } }));
    expect(said(html, 'not-provisioned')).toContain('Nothing is recorded of this login');
    expect(partOf(html, 'worker')).toBeUndefined();
  });
});

describe('token', () => {
  test('shows the claims, each grant, and how long it lives', () => {
    const words = said(mePage(aMeView()), 'token');
    expect(words).toContain('Expires 29 Jul 2026, 15:05 UTC Lives for 1 h');
    expect(words).toMatch(/"cty" : "twilio-fpa;v=1"/);
    expect(said(mePage(aMeView()), 'grant-task_router')).toMatch(/^TaskRouter task_router .* role supervisor$/);
    expect(partOf(mePage(aMeView()), 'grant-identity')).toBeUndefined();
  });

  test('the payload is whole, and its grants stand out', () => {
    const html = partOf(mePage(aMeView()), 'token') ?? '';
    const [payload = ''] = html.match(/<pre.*?<\/pre>/s) ?? [];
    expect(JSON.parse(wordsOf(payload))).toEqual(aMeView().token?.payload);
    const [mark = ''] = payload.match(/<mark>.*?<\/mark>/s) ?? [];
    expect(JSON.parse(`{${wordsOf(mark).replace(/,$/, '')}}`)).toEqual({ grants: aMeView().token?.payload.grants });
  });

  test('says when no token can be minted', () => {
    const { token: _none, ...view } = aMeView();
    expect(said(mePage(view), 'token')).toContain('No token can be minted at this moment.');
  });
});

describe('trace', () => {
  test('shows the id, and the steps with their notes and times, in order', () => {
    const html = mePage(aMeView());
    expect(said(html, 'trace-id')).toBe('bako-timo-sero-lafi');
    const steps = (partOf(html, 'trace') ?? '').split('<li').slice(1);
    expect(steps).toHaveLength(6);
    expect(wordsOf(`<li${steps[0]}`)).toBe('✓ Response verified : passed +4 ms signature of assertion');
    expect(wordsOf(`<li${steps[3]}`)).toContain('Twilio brought up to date : passed +212 ms worker updated');
  });

  test('steps that are no longer kept are not invented', () => {
    const { trace: _gone, ...view } = aMeView();
    expect(said(mePage(view), 'trace')).toContain('The steps are no longer kept.');
  });
});

describe('sandbox', () => {
  const sandbox = { editRolesUrl: 'http://127.0.0.1:4000/people/ana', loginAgainUrl: '/saml/okta/login', homeUrl: '/' };

  test('tells what to try next, and leads there', () => {
    const html = mePage(aMeView({ sandbox }));
    expect(said(html, 'sandbox')).toContain(
      'Change this person’s roles at the IdP and log in again to see the promotion or demotion.',
    );
    expect(valuesOf(partOf(html, 'sandbox') ?? '', 'a', 'href')).toEqual(Object.values(sandbox));
  });

  test('is not there in production', () => {
    expect(partOf(mePage(aMeView()), 'sandbox')).toBeUndefined();
  });
});
