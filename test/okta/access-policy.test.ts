import { Refusal } from '../../src/kernel/refusal.ts';
import { observePolicy } from '../../src/okta/access-policy.ts';
import { samlApp, type AccessPolicy, type SamlApp } from '../../src/okta/wire.ts';

const appWith = (links: object | null | undefined): SamlApp =>
  samlApp.parse({
    id: '0oa1',
    name: 'flexgate',
    label: 'Flexgate',
    status: 'ACTIVE',
    signOnMode: 'SAML_2_0',
    settings: { signOn: {} },
    _links: links,
  });

const STANDARD: AccessPolicy = { id: 'rst1', name: 'Any two factors', system: true };
const OTHER: AccessPolicy = { id: 'rst2', name: 'Password only', system: false };

const orgWith = (policies: () => readonly AccessPolicy[], pipeline: string | null = 'idx') => ({
  org: async () => ({ id: '00o1', pipeline }),
  accessPolicies: async () => policies(),
});

const forbidden = (): never => {
  throw new Refusal('OKTA_SCOPE_MISSING', { operation: 'GET /api/v1/policies', scope: 'okta.policies.read' });
};

test.each([
  { app: undefined, what: 'no app' },
  { app: appWith(undefined), what: 'no links' },
  { app: appWith(null), what: 'links that are null' },
  { app: appWith({ accessPolicy: null }), what: 'a link that is null' },
  { app: appWith({ accessPolicy: { href: '' } }), what: 'an empty link' },
])('$what: the default of the org is wanted', async ({ app }) => {
  expect(
    await observePolicy(
      orgWith(() => [OTHER, STANDARD]),
      app,
    ),
  ).toEqual({ kind: 'assign', policy: STANDARD });
});

test('an app that has one needs none, and nothing is asked', async () => {
  const app = appWith({ accessPolicy: { href: 'https://acme.okta.com/api/v1/policies/rst2' } });
  expect(await observePolicy(orgWith(forbidden), app)).toEqual({ kind: 'none' });
});

test.each(['v1', null])('of pipeline %s no policies are asked for', async (pipeline) => {
  expect(await observePolicy(orgWith(forbidden, pipeline), undefined)).toEqual({ kind: 'none' });
});

test.each([
  { policies: (): readonly AccessPolicy[] => [], reason: 'none of its policies is the default' },
  { policies: (): readonly AccessPolicy[] => [OTHER], reason: 'none of its policies is the default' },
  {
    policies: (): readonly AccessPolicy[] => [STANDARD, { ...OTHER, system: true }],
    reason: 'more than one of its policies is the default',
  },
  { policies: forbidden, reason: expect.stringContaining('okta.policies.read') },
])('where the default is not known it says why: $reason', async ({ policies, reason }) => {
  expect(await observePolicy(orgWith(policies), undefined)).toEqual({ kind: 'unknown', reason });
});

test('an org that is out of order is no reason to go on', async () => {
  const broken = (): never => {
    throw new Refusal('OKTA_UNAVAILABLE', { operation: 'GET /api/v1/policies', reason: 'it answers 500' });
  };
  await expect(observePolicy(orgWith(broken), undefined)).rejects.toMatchObject({ code: 'OKTA_UNAVAILABLE' });
});
