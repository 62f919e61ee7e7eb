import { readFileSync } from 'node:fs';
import { aFolder } from '../support/a-folder.ts';
import { flexgate } from '../support/flexgate-cli.ts';

const GUIDE = readFileSync('config/guides/which-attribute-gives-whom-what.md', 'utf8');
const [connections = '', cases = ''] = [...GUIDE.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text ?? '');
/** The guide shows the connection only; everything else comes from a complete configuration. */
const [rest = ''] = readFileSync('fixtures/config-test/flexgate.yaml', 'utf8').split(/^connections:/m);

const folder = aFolder();
const config = ['--config', folder.write('flexgate.yaml', rest + connections)];
afterAll(() => folder.remove());

test('the configuration of the guide gives what its cases say, individually and by group', async () => {
  const { code, out, err } = await flexgate(['config', 'test', ...config, folder.write('cases.yaml', cases)]);
  expect(out).toContain('6 cases, 0 failed');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/passed {2}individually/);
  expect(out).toMatch(/passed {2}by group/);
});

test('a mistyped role is explained with what was meant, and gives nothing', async () => {
  const attributes = ['email=t@example.com', 'full_name=T L', 'roles=superviser'];
  const argv = attributes.flatMap((each) => ['--attribute', each]);
  const { out, err } = await flexgate(['explain', ...config, '--connection', 'okta', ...argv]);
  expect(out + err).toContain('did you mean “supervisor”?');
  expect(out + err).toContain('ROLE_NOT_GRANTED');
});
