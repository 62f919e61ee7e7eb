import { problemOf } from '../../src/http/problem.ts';
import { Refusal } from '../../src/kernel/refusal.ts';
import { problemPage } from '../../src/pages/problem-page.tsx';
import { partOf, said, valuesOf } from '../support/markup.ts';

const TRACE = 'bako-timo-sero-lafi';
const pageOf = (refusal: Refusal, trace = TRACE): string =>
  problemPage(problemOf(refusal, trace, { publicUrl: 'https://sso.example.com' }));

const audience = new Refusal('SAML_AUDIENCE_MISMATCH', { expected: 'https://a', received: ['https://a/'] });

test('says what happened, what to do, the code and the trace id', () => {
  const html = pageOf(audience);
  expect(html).toContain('<title>The assertion is meant for another service provider · Flexgate</title>');
  expect(said(html, 'happened')).toBe(
    'What happened Expected “https://a”, received “https://a/”. They differ only in the trailing slash.',
  );
  expect(said(html, 'change')).toBe(`What to do ${audience.entry.hint}`);
  expect(said(html, 'reference')).toContain(TRACE);
  expect(said(html, 'problem')).toContain('Code SAML_AUDIENCE_MISMATCH , status 403');
});

test('the code leads to its place in the documentation, the button to the start', () => {
  const html = partOf(pageOf(audience), 'problem') ?? '';
  expect(valuesOf(html, 'a', 'href')).toEqual(['/', '/api/docs#SAML_AUDIENCE_MISMATCH']);
});

test.each([
  {
    refusal: new Refusal('PERMISSION_DENIED', { permission: 'admin', role: 'agent' }),
    steps: ['/me', '/admin/login'],
    happened: 'Asked for: admin. The role that decided: agent.',
  },
  { refusal: new Refusal('TRACE_UNKNOWN', { trace: TRACE }), steps: ['/admin/logins'], happened: `Trace: ${TRACE}.` },
  { refusal: new Refusal('SUBJECT_UNKNOWN', { username: 'a@b.example' }), steps: ['/admin/subjects'], happened: '' },
])('$refusal.code leads on to what helps, not back to the start', ({ refusal, steps, happened }) => {
  const html = pageOf(refusal);
  const links = valuesOf(partOf(html, 'problem') ?? '', 'a', 'href');
  expect(links.filter((href) => !href.startsWith('/api/docs'))).toEqual(steps);
  expect(said(html, 'happened')).toContain(happened);
});

test('a refusal without evidence has nothing to say about what happened', () => {
  const html = pageOf(new Refusal('SAML_REPLAYED', {}));
  expect(partOf(html, 'happened')).toBeUndefined();
  expect(said(html, 'change')).toContain('Start again from the tile');
});

test('names of settings are set as code, without backticks', () => {
  const html = partOf(pageOf(new Refusal('SAML_CONNECTION_UNKNOWN', { connection: 'x' })), 'change') ?? '';
  expect(html).toContain('<code>connections</code>');
  expect(html).not.toContain('`');
});

test('a detail that is not made of the table is shown whole', () => {
  const html = problemPage({ title: 'T', status: 403, code: 'ELSEWHERE', detail: 'All of it.', trace: TRACE });
  expect(said(html, 'happened')).toBe('What happened All of it.');
  expect(partOf(html, 'change')).toBeUndefined();
});

test.each([
  { status: 403, lead: 'The request was refused, and nothing was changed.', again: 'Start again', tone: 'bad' },
  { status: 400, lead: 'The request was refused, and nothing was changed.', again: 'Start again', tone: 'bad' },
  { status: 401, lead: 'You have to be logged in to see this.', again: 'Log in', tone: 'accent' },
  { status: 404, lead: 'The address may be mistyped', again: 'Go to the start page', tone: 'accent' },
  { status: 405, lead: 'The address may be mistyped', again: 'Go to the start page', tone: 'accent' },
  { status: 429, lead: 'Wait a little, then try again.', again: 'Try again', tone: 'warn' },
  { status: 500, lead: 'if it happens again, tell your administrator', again: 'Start again', tone: 'warn' },
  { status: 502, lead: 'if it happens again, tell your administrator', again: 'Start again', tone: 'warn' },
  { status: 503, lead: 'nothing was lost. Try again in a moment.', again: 'Try again', tone: 'warn' },
])('status $status is told in the tone “$lead”', ({ status, lead, again, tone }) => {
  const html = problemPage({ title: 'T', status, code: 'C', detail: 'D', trace: TRACE });
  expect(said(html, 'lead')).toContain(lead);
  expect(said(html, 'problem')).toMatch(new RegExp(`${again} Code C`));
  expect(html).toContain(`emblem-${tone}`);
});

test('an id that is not speakable is set smaller, so that it stays on its line', () => {
  expect(partOf(pageOf(audience), 'reference')).not.toContain('reference-long');
  expect(partOf(pageOf(audience, '0f8fad5b-d9cb-469f-a165-70867728950e'), 'reference')).toContain('reference-long');
});
