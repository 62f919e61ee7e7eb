import { get } from '../../src/http/endpoint.ts';
import type { Reply } from '../../src/http/endpoint.ts';
import { startApp } from '../support/http-app.ts';

const headersOf = async (publicUrl: string, path = '/it', reply: Partial<Reply> = {}) => {
  const handle = async () => ({ status: 200, html: '<p>', ...reply });
  const app = await startApp([get('/it', { access: 'public', summary: 'Page', handle })], {
    settings: { publicUrl, cors: [], trustProxy: false },
  });
  const { headers, status } = await app.send(path);
  await app.close();
  const policy = (headers.get('content-security-policy') ?? '').split(';').map((directive) => directive.trim());
  return { headers, status, policy };
};

const STRICT = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: https:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
];

test.each(['/it', '/nowhere'])('%s carries the strict policy, errors too', async (path) => {
  const { headers, policy } = await headersOf('https://sso.example.com', path);
  expect(policy).toEqual(STRICT);
  expect(Object.fromEntries(headers)).toMatchObject({
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
  });
  expect(headers.get('x-powered-by')).toBeNull();
});

test('HSTS is sent over https, for this host alone', async () => {
  const { headers } = await headersOf('https://sso.example.com');
  expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
});

test('HSTS is not sent over http, where it would lock a developer out of localhost', async () => {
  const { headers } = await headersOf('http://localhost:3000');
  expect(headers.get('strict-transport-security')).toBeNull();
});

test('a page that posts to an IdP may, to its origin; nothing else is loosened', async () => {
  const formAction = ['https://idp.example.com/sso?a=1;b=2', 'https://idp.example.com/slo', 'http://localhost:4020/x'];
  const { policy } = await headersOf('https://sso.example.com', '/it', { formAction });
  expect(policy).toEqual(
    STRICT.map((line) =>
      line.startsWith('form-action') ? "form-action 'self' https://idp.example.com http://localhost:4020" : line,
    ),
  );
});

test('a form target that is no URL is a defect, not a hole in the policy', async () => {
  const { status, policy } = await headersOf('https://sso.example.com', '/it', {
    formAction: ["*; script-src 'unsafe-inline'"],
  });
  expect({ status, policy }).toEqual({ status: 500, policy: STRICT });
});
