import { autoPostPage } from '../../src/pages/autopost-page.tsx';
import { signedOutPage } from '../../src/pages/signed-out-page.tsx';
import { waitingPage } from '../../src/pages/waiting-page.tsx';
import { partOf, said, tagsOf, valuesOf } from '../support/markup.ts';

describe('the page that posts itself', () => {
  const html = autoPostPage({
    action: 'https://idp.example.com/sso?a=1&b=2',
    fields: { SAMLRequest: 'PHNhbWw+"', RelayState: '' },
  });

  test('posts every field to the address of the IdP', () => {
    const form = tagsOf(html).find(({ name }) => name === 'form');
    expect(form?.attributes.get('method')).toBe('post');
    expect(form?.attributes.get('action')).toBe('https://idp.example.com/sso?a=1&b=2');
    expect(valuesOf(html, 'input', 'name')).toEqual(['SAMLRequest', 'RelayState']);
    expect(valuesOf(html, 'input', 'value')).toEqual(['PHNhbWw+"', '']);
  });

  test('loads its script from us, and has a button for a browser without scripts', () => {
    expect(valuesOf(html, 'script', 'src')).toEqual([expect.stringMatching(/^\/assets\/[0-9a-f]{16}\/autopost\.js$/)]);
    expect(html).toMatch(/<noscript>.*press the button.*<\/noscript>/s);
    expect(valuesOf(html, 'button', 'type')).toEqual(['submit']);
  });
});

describe('the page of a first login that still waits', () => {
  test('goes on by itself, without a script, and says so', () => {
    const html = waitingPage({ traceId: 'bako-timo-sero-lafi', refreshSeconds: 3, continueUrl: '/continue?a=1' });
    const refresh = tagsOf(html).find(({ attributes }) => attributes.get('http-equiv') === 'refresh');
    expect(refresh?.attributes.get('content')).toBe('3;url=/continue?a=1');
    expect(said(html, 'waiting')).toContain('The page goes on by itself, there is nothing to do.');
    expect(said(html, 'reference')).toContain('bako-timo-sero-lafi');
    expect(valuesOf(html, 'script', 'src')).toEqual([]);
  });

  test.each([
    { asked: 0, refreshed: 1 },
    { asked: 0.2, refreshed: 1 },
    { asked: 2.5, refreshed: 3 },
  ])('asks again after whole seconds, never at once: $asked becomes $refreshed', ({ asked, refreshed }) => {
    const html = waitingPage({ traceId: 'x', refreshSeconds: asked });
    expect(valuesOf(html, 'meta', 'content')).toContain(`${refreshed};url=/me`);
  });
});

test('after a logout there is a way back, by default the start page', () => {
  expect(valuesOf(partOf(signedOutPage({}), 'signed-out') ?? '', 'a', 'href')).toEqual(['/']);
  const html = partOf(signedOutPage({ homeUrl: 'https://desk.example.com/' }), 'signed-out') ?? '';
  expect(valuesOf(html, 'a', 'href')).toEqual(['https://desk.example.com/']);
});

test.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', '/\\evil.example', 'evil', ''])(
  'the address %j is replaced by the start page wherever a page leads or posts to it',
  (address) => {
    expect(valuesOf(autoPostPage({ action: address, fields: {} }), 'form', 'action')).toEqual(['/']);
    expect(valuesOf(partOf(signedOutPage({ homeUrl: address }), 'signed-out') ?? '', 'a', 'href')).toEqual(['/']);
    const waiting = waitingPage({ traceId: 'x', refreshSeconds: 1, continueUrl: address });
    expect(valuesOf(waiting, 'meta', 'content')).toContain('1;url=/');
  },
);
