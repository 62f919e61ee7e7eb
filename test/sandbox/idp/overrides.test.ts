import { overridden, overridesSchema } from '../../../src/sandbox/idp/overrides.ts';
import { WINDOW_MS, planResponse } from '../../../src/sandbox/idp/response-plan.ts';
import { samlApp } from '../../../src/sandbox/idp/saml-app.ts';
import { ACS_URL, SP_ENTITY_ID } from './running-idp.ts';

const NOW = Date.parse('2026-05-04T09:15:27.318Z');
const app = samlApp({ name: 'acme_flex_1', idpUrl: 'http://idp.example', acsUrl: ACS_URL, audience: SP_ENTITY_ID });
const PLAN = planResponse(app, {
  nameId: 'sam@corp.example',
  attributes: [
    { name: 'email', values: ['sam@corp.example'] },
    { name: 'roles', values: ['supervisor', 'wfo.team_leader'] },
  ],
  requestId: '_req1',
  now: NOW,
  signedInAt: NOW - 60_000,
});

const planWith = (overrides: unknown) => overridden(PLAN, overridesSchema.parse(overrides));

test('without overrides nothing changes', () => {
  expect(planWith({})).toEqual(PLAN);
});

test.each([
  { audience: 'urn:elsewhere' },
  { issuer: 'http://www.okta.com/exkother' },
  { recipient: 'https://elsewhere.example' },
  { destination: 'https://elsewhere.example' },
  { nameId: 'ada@corp.example' },
  { nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent' },
  { inResponseTo: '_other' },
  { digest: 'sha1' },
])('%j replaces that alone', (overrides) => {
  expect(planWith(overrides)).toEqual({ ...PLAN, ...overrides });
});

test('inResponseTo: null answers a request as if there had been none', () => {
  expect(planWith({ inResponseTo: null })).toEqual({ ...PLAN, inResponseTo: undefined });
});

test.each([
  { overrides: { expiredByMs: 1 }, notOnOrAfter: NOW - 1 },
  { overrides: { clockOffsetMs: -3000 }, notOnOrAfter: NOW + WINDOW_MS - 3000 },
  { overrides: { clockOffsetMs: 3000 }, notOnOrAfter: NOW + WINDOW_MS + 3000 },
])('$overrides moves the whole window, and no sign-in lies after the issue', ({ overrides, notOnOrAfter }) => {
  const plan = planWith(overrides);
  expect(plan.notOnOrAfter).toBe(notOnOrAfter);
  expect(plan.issuedAt).toBe(notOnOrAfter - WINDOW_MS);
  expect(plan.notBefore).toBe(notOnOrAfter - 2 * WINDOW_MS);
  expect(plan.authnInstant).toBeLessThanOrEqual(plan.issuedAt);
});

test('sessionLifetimeMs counts from the issue', () => {
  expect(planWith({ sessionLifetimeMs: 1000, clockOffsetMs: 5 }).sessionNotOnOrAfter).toBe(NOW + 1005);
});

const EMAIL = { name: 'email', values: ['sam@corp.example'] };
test.each([
  { overrides: { roles: ['admin'] }, attributes: [EMAIL, { name: 'roles', values: ['admin'] }] },
  { overrides: { roles: [] }, attributes: [EMAIL, { name: 'roles', values: [] }] },
  { overrides: { commaRoles: true }, attributes: [EMAIL, { name: 'roles', values: ['supervisor, wfo.team_leader'] }] },
  { overrides: { emptyRoles: true }, attributes: [EMAIL, { name: 'roles', values: [''] }] },
  { overrides: { omit: ['roles'] }, attributes: [EMAIL] },
  {
    overrides: { omit: ['email'], roles: ['admin'], commaRoles: true },
    attributes: [{ name: 'roles', values: ['admin'] }],
  },
  {
    overrides: { attributes: { email: null, x: 'y', list: ['a', 'b'] } },
    attributes: [
      { name: 'email', values: [''] },
      PLAN.attributes[1],
      { name: 'x', values: ['y'] },
      { name: 'list', values: ['a', 'b'] },
    ],
  },
])('$overrides sends $attributes', ({ overrides, attributes }) => {
  expect(planWith(overrides).attributes).toEqual(attributes);
});

test('attributes named __proto__ and constructor are sent like any other', () => {
  const overrides: unknown = JSON.parse('{"attributes": {"__proto__": "admin", "constructor": ["x"]}}');
  expect(planWith(overrides).attributes.slice(2)).toEqual([
    { name: '__proto__', values: ['admin'] },
    { name: 'constructor', values: ['x'] },
  ]);
});

test.each([
  { audience: 1 },
  { audiences: 'typo' },
  { tamper: 'everything' },
  { attributes: { a: 1 } },
  { expiredByMs: -1 },
])('%j is refused', (overrides) => {
  expect(overridesSchema.safeParse(overrides).success).toBe(false);
});
