import { PRESET_NAMES, PRESETS, type PresetName } from '../../src/config/presets.ts';

/** The habits of each IdP as operators meet them; the fixtures show each of them in a whole login. */
const HABITS: Readonly<
  Record<PresetName, { signed: string; separators: string; maxLifetime: string; overage: number }>
> = {
  okta: { signed: 'both', separators: ',', maxLifetime: '15m', overage: 0 },
  entra: { signed: 'either', separators: ',', maxLifetime: '90m', overage: 1 },
  google: { signed: 'either', separators: ',', maxLifetime: '15m', overage: 0 },
  onelogin: { signed: 'either', separators: ';,', maxLifetime: '15m', overage: 0 },
  ping: { signed: 'either', separators: ',', maxLifetime: '90m', overage: 0 },
  adfs: { signed: 'either', separators: ',', maxLifetime: '90m', overage: 0 },
  keycloak: { signed: 'either', separators: ',', maxLifetime: '90m', overage: 0 },
  auth0: { signed: 'either', separators: ',', maxLifetime: '90m', overage: 0 },
  generic: { signed: 'either', separators: ',', maxLifetime: '90m', overage: 0 },
};

test.each(PRESET_NAMES)('%s: what it signs, how it joins roles, how long its assertions live', (name) => {
  const { signed, roleSeparators, maxLifetime, overage } = PRESETS[name];
  expect({ signed, separators: roleSeparators.join(''), maxLifetime, overage: overage.length }).toEqual(HABITS[name]);
});

test.each(PRESET_NAMES)('%s: the plain names come first, two minutes of skew are borne', (name) => {
  const { email, fullName, roles, skew } = PRESETS[name];
  expect([email[0], fullName[0], roles[0], skew]).toEqual([['email'], ['full_name'], ['roles'], '2m']);
});

test('under Entra the claim …/claims/name, which is the UPN, is no full name', () => {
  expect(PRESETS.entra.fullName.flat().filter((name) => name.endsWith('/claims/name'))).toEqual([]);
});
