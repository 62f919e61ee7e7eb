import { autoPostPage } from '../../src/pages/autopost-page.tsx';
import { homePage } from '../../src/pages/home-page.tsx';
import { mePage } from '../../src/pages/me-page.tsx';
import { problemPage } from '../../src/pages/problem-page.tsx';
import { signedOutPage } from '../../src/pages/signed-out-page.tsx';
import { waitingPage } from '../../src/pages/waiting-page.tsx';
import { renderDocs } from '../../src/pages/docs/render-docs.tsx';
import { pageAssets } from '../../src/pages/assets.ts';
import { aMeView } from '../support/a-me-view.ts';
import { said, skeletonOf, tagsOf, valuesOf } from '../support/markup.ts';

/** Every page, with `text` wherever a page shows something that comes from outside. */
const pagesWith = (text: string): readonly (readonly [string, string])[] => {
  const place = { attribute: text, state: 'present', outcome: 'used', text } as const;
  const role = { role: text, kind: 'unknown', outcome: 'refused', because: [], text } as const;
  const sid = text;
  const me = aMeView({
    session: {
      username: text,
      identity: text,
      email: text,
      fullName: text,
      connection: { name: text, label: text },
      trace: text,
    },
    roles: { flexRole: 'agent', insightsRoles: [], serviceRole: { name: text, sid } },
    explanation: { connection: text, roles: [role], attributes: [place] },
    trace: {
      steps: [{ step: 'verify', result: 'refused', atMs: 1, note: text }],
      attributes: { [text]: [text, text] },
      provisioned: {
        worker: { sid, change: 'updated', previousRoles: ['a'], attributes: { [text]: text, roles: [text] } },
        user: {
          sid,
          identity: text,
          change: 'demoted',
          serviceRole: text,
          serviceRoleSid: sid,
          previousServiceRole: 'a',
        },
      },
    },
    token: {
      header: { kid: text },
      payload: { iat: 1, exp: 2, grants: { identity: text, chat: { service_sid: text } } },
    },
    sandbox: { editRolesUrl: text, loginAgainUrl: text, homeUrl: text },
  });
  const operation = { operationId: text, summary: text, 'x-access': text, parameters: [], responses: {} };
  return [
    ['me', mePage(me)],
    ['problem', problemPage({ title: text, status: 403, detail: text, code: text, trace: text })],
    [
      'home',
      homePage({
        connections: [{ name: text, label: text, enabled: true, idpInitiated: false }],
        signedIn: { username: text },
      }),
    ],
    ['autopost', autoPostPage({ action: text, fields: { [text]: text } })],
    ['waiting', waitingPage({ traceId: text, refreshSeconds: 1, continueUrl: text })],
    ['signed out', signedOutPage({ homeUrl: text })],
    [
      'docs',
      renderDocs({ info: { title: text, version: text }, paths: { [`/${text}`]: { get: operation } }, components: {} }),
    ],
  ];
};

const HARMLESS = new Map(pagesWith('harmless'));

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  `' onmouseover='alert(1)' x="`,
  '</title></style></textarea><svg onload=alert(1)>',
  '--><!-- <b>',
  'javascript:alert(1)//',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '__proto__',
  'constructor',
  '{{constructor.constructor("alert(1)")()}}',
];

test.each(HOSTILE)('no markup comes from outside: %s', (text) => {
  for (const [name, html] of pagesWith(text))
    expect([name, skeletonOf(html)]).toEqual([name, skeletonOf(HARMLESS.get(name) ?? '')]);
});

test.each(HOSTILE)('no address but of ours or the web comes from outside: %s', (text) => {
  for (const [, html] of pagesWith(text)) {
    const addresses = [...valuesOf(html, 'a', 'href'), ...valuesOf(html, 'form', 'action')];
    for (const address of addresses) expect(address).toMatch(/^(?:\/(?!\/)|#|https?:\/\/)/);
  }
});

test('no tag is outside the reach of what these tests parse', () => {
  for (const [, html] of pagesWith('harmless')) {
    expect(html.match(/<[a-z/]/gi)?.length).toBe(tagsOf(html).length);
  }
});

test('no page has a script, style or handler in itself, and loads from us alone', () => {
  const ours = new Set(pageAssets.endpoints.map(({ path }) => path));
  for (const [, html] of pagesWith('harmless')) {
    for (const { name, attributes } of tagsOf(html)) {
      expect(name).not.toMatch(/^(?:style|iframe|object|base)$/);
      for (const attribute of attributes.keys()) expect(attribute).not.toMatch(/^(?:on|style$|srcdoc$)/i);
    }
    expect(html).not.toMatch(/<script(?![^>]* src=)/);
    const loaded = [
      ...valuesOf(html, 'script', 'src'),
      ...valuesOf(html, 'link', 'href'),
      ...valuesOf(html, 'img', 'src'),
    ];
    expect(loaded.filter((address) => !ours.has(address))).toEqual([]);
  }
});

test.each([
  { what: 'a right-to-left override', text: 'admin\u202Enimda', shown: String.raw`admin\u{202e}nimda` },
  { what: 'a zero-width space', text: 'agent\u200B', shown: String.raw`agent\u{200b}` },
  { what: 'a line separator', text: 'a\u2028b', shown: String.raw`a\u{2028}b` },
  { what: 'a zero byte', text: 'a\u0000b', shown: String.raw`a\u{0}b` },
  { what: 'a value without end', text: 'x'.repeat(5000), shown: `${'x'.repeat(80)}…` },
])('$what in a name or a value is made visible or cut', ({ text, shown }) => {
  const html = new Map(pagesWith(text)).get('me') ?? '';
  expect(said(html, 'roles')).toContain(shown);
  expect(said(html, 'arrived')).toContain(`${shown} ${shown} ${shown}`);
  expect(said(html, 'identity')).toContain(`Username ${shown}`);
  expect(said(html, 'user')).toContain(`became ${shown}`);
});

test.each([
  { name: 'مریم\u200Cعلی', shown: 'مریم\u200Cعلی' },
  { name: 'Ana \u202EzuR', shown: String.raw`Ana \u{202e}zuR` },
  { name: '𝒳'.repeat(200), shown: `${'𝒳'.repeat(80)}…` },
])('a name keeps its own script, but hides nothing: $shown', ({ name, shown }) => {
  expect(said(mePage(aMeView({ session: { fullName: name } })), 'identity')).toContain(`${shown} ana@example.com`);
});
