import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { fetchMetadata, redirectTarget } from '../../src/config/fetch-metadata.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serving(listener: RequestListener): Promise<string> {
  const opened = createServer(listener);
  server = opened;
  await new Promise<void>((resolve) => {
    opened.listen(0, '127.0.0.1', resolve);
  });
  const address = opened.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

test('answers the text, as UTF-8 whatever the header claims, and follows a redirect on this machine', async () => {
  const url = await serving((req, res) => {
    if (req.url === '/old') res.writeHead(302, { location: '/metadata' }).end();
    else res.writeHead(200, { 'content-type': 'application/xml;charset=ISO-8859-1' }).end('<é/>');
  });
  await expect(fetchMetadata(`${url}/old`)).resolves.toBe('<é/>');
});

test.each<[string, RequestListener, string]>([
  ['an error', (_req, res) => res.writeHead(503).end(), 'answers 503'],
  [
    'a redirect to plain http elsewhere',
    (_req, res) => res.writeHead(302, { location: 'http://idp.example/metadata' }).end(),
    'leads to an address that is not https',
  ],
  [
    'a redirect to a file',
    (_req, res) => res.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    'leads to an address that is not https',
  ],
  ['a redirect to no address', (_req, res) => res.writeHead(302, { location: 'https://' }).end(), 'that is not https'],
  ['redirects without end', (_req, res) => res.writeHead(302, { location: '/again' }).end(), 'redirects more than 3'],
  [
    'an endless document',
    (_req, res) => {
      const write = (): void => {
        while (res.write(Buffer.alloc(65_536)));
        res.once('drain', write);
      };
      write();
    },
    'answers more than 4000000 bytes',
  ],
  ['a broken connection', (req) => req.socket.destroy(), 'does not answer'],
])('%s is told to the operator', async (_title, listener, message) => {
  const url = await serving(listener);
  await expect(fetchMetadata(`${url}/metadata`)).rejects.toThrow(message);
});

test('plain http to another machine is not even tried', async () => {
  await expect(fetchMetadata('http://idp.example/metadata')).rejects.toThrow('is not https');
});

const [AFAR, HERE] = ['https://idp.example/metadata', 'http://127.0.0.1:4000/metadata'];

test.each([
  { from: AFAR, location: 'https://cdn.idp.example/m.xml', to: 'https://cdn.idp.example/m.xml' },
  { from: AFAR, location: '/m.xml', to: 'https://idp.example/m.xml' },
  { from: AFAR, location: '//cdn.idp.example/m.xml', to: 'https://cdn.idp.example/m.xml' },
  { from: HERE, location: '/m.xml', to: 'http://127.0.0.1:4000/m.xml' },
  { from: HERE, location: AFAR, to: AFAR },
])('a redirect from $from to $location leads to $to', ({ from, location, to }) => {
  expect(redirectTarget(from, location)).toBe(to);
});

test.each([HERE, 'http://localhost/metadata', 'http://[::1]/metadata', 'http://idp.example/metadata', 'https://'])(
  'what began with https never goes on at %s',
  (location) => {
    expect(redirectTarget(AFAR, location)).toBeUndefined();
  },
);
