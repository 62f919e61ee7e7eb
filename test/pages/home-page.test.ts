import { homePage } from '../../src/pages/home-page.tsx';
import type { HomeConnection } from '../../src/pages/home-page.tsx';
import { partOf, said, valuesOf } from '../support/markup.ts';

const okta: HomeConnection = { name: 'okta', label: 'Example Corp', enabled: true, idpInitiated: true };

test('every enabled connection has a link that starts its login', () => {
  const html = homePage({ connections: [okta, { ...okta, name: 'entra-2', label: 'Entra' }] });
  expect(valuesOf(html, 'a', 'href')).toEqual(expect.arrayContaining(['/saml/okta/login', '/saml/entra-2/login']));
  expect(valuesOf(html, 'a', 'aria-label')).toEqual(['Log in with Example Corp', 'Log in with Entra']);
});

test.each([
  { idpInitiated: true, words: 'or from the tile at your identity provider' },
  { idpInitiated: false, words: 'Start here. ' },
])('the card says where a login may start: idpInitiated $idpInitiated', ({ idpInitiated, words }) => {
  expect(said(homePage({ connections: [{ ...okta, idpInitiated }] }), 'connection-okta')).toContain(words);
});

test('a connection that is switched off is named, but cannot be used', () => {
  const html = homePage({ connections: [{ ...okta, enabled: false }] });
  expect(said(html, 'connection-okta')).toMatch(/Example Corp Switched off .* off/);
  expect(valuesOf(html, 'a', 'href')).not.toContain('/saml/okta/login');
});

test('somebody who is logged in finds the way to their access, and who they are', () => {
  const html = homePage({ connections: [okta], signedIn: { username: 'ana@example.com' } });
  expect(said(html, 'signed-in')).toContain('You are logged in as ana@example.com');
  expect(valuesOf(partOf(html, 'signed-in') ?? '', 'a', 'href')).toEqual(['/me']);
});

test('nobody is told that they are logged in when they are not', () => {
  const html = homePage({ connections: [okta] });
  expect(partOf(html, 'signed-in')).toBeUndefined();
  expect(valuesOf(html, 'a', 'href')).not.toContain('/me');
});

test('a gateway without connections says what to configure', () => {
  const html = homePage({ connections: [] });
  expect(said(html, 'no-connections')).toContain('Add one under connections');
  expect(partOf(homePage({ connections: [okta] }), 'no-connections')).toBeUndefined();
});
