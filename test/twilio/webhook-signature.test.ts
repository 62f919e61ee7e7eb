import { createSignatureCheck } from '../../src/twilio/webhook-signature.twilio.ts';
import { bodySha256, signatureOf } from '../support/signed-webhook.ts';

const TOKEN = '12345';
const check = createSignatureCheck(TOKEN);
const ADDRESS = 'https://sso.example.com/webhooks/conversations';
const form = (text: string) => ({ type: 'form', text }) as const;
const json = (text: string) => ({ type: 'json', text }) as const;

test('the example of Twilio’s documentation holds', () => {
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const text = new URLSearchParams({
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  }).toString();
  expect(check({ url, signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', body: form(text) })).toBe(true);
});

describe('a form', () => {
  const text = 'EventType=onParticipantAdded&Identity=ada&Attributes=%7B%7D';
  const signed = (url: string, body = text) => signatureOf(TOKEN, url, new URLSearchParams(body));

  test.each([
    ['as it is', ADDRESS],
    ['with the standard port', 'https://sso.example.com:443/webhooks/conversations'],
  ])('signed over the URL %s is good', (_title, url) => {
    expect(check({ url: ADDRESS, signature: signed(url), body: form(text) })).toBe(true);
  });

  test.each([
    ['a value was changed', { body: form(text.replace('ada', 'bob')) }],
    ['a field was added', { body: form(`${text}&RoleSid=RL1`) }],
    ['a field came twice', { body: form(`${text}&Identity=bob`) }],
    ['a field was left out', { body: form('EventType=onParticipantAdded&Identity=ada') }],
    ['the body is empty', { body: form('') }],
    ['the URL is another', { url: `${ADDRESS}?x=1` }],
    ['the host is another', { url: 'https://evil.example/webhooks/conversations' }],
    ['the signature is empty', { signature: '' }],
    ['the signature is another’s', { signature: signatureOf('other', ADDRESS, new URLSearchParams(text)) }],
    ['the signature is cut', { signature: signed(ADDRESS).slice(0, -1) }],
  ])('is refused where %s', (_title, change) => {
    expect(check({ url: ADDRESS, signature: signed(ADDRESS), body: form(text), ...change })).toBe(false);
  });

  test.each(['__proto__=x&Identity=ada', 'constructor=x', 'a=1&a=1&a=2'])(
    'of the fields %s is signed in full',
    (body) => {
      expect(check({ url: ADDRESS, signature: signed(ADDRESS, body), body: form(body) })).toBe(true);
      expect(check({ url: ADDRESS, signature: signed(ADDRESS, body), body: form(`${body}&b=1`) })).toBe(false);
    },
  );
});

describe('JSON', () => {
  const text = '{"EventType":"onParticipantAdded"}';
  const url = `${ADDRESS}?bodySHA256=${bodySha256(text)}`;

  test('is covered by the digest in the signed URL', () => {
    expect(check({ url, signature: signatureOf(TOKEN, url), body: json(text) })).toBe(true);
  });

  test.each([
    ['the body was changed', { body: json(text.replace('Added', 'Updated')) }],
    ['the digest was changed', { url: `${ADDRESS}?bodySHA256=${bodySha256('{}')}`, body: json('{}') }],
    ['it is sent as a form', { body: form(text) }],
  ])('is refused where %s', (_title, change) => {
    const good = { url, signature: signatureOf(TOKEN, url), body: json(text) };
    expect(check({ ...good, ...change })).toBe(false);
  });

  test('without a digest is refused, whatever signs the URL', () => {
    expect(check({ url: ADDRESS, signature: signatureOf(TOKEN, ADDRESS), body: json(text) })).toBe(false);
    expect(check({ url: ADDRESS, signature: signatureOf(TOKEN, ADDRESS), body: json('') })).toBe(false);
  });
});
