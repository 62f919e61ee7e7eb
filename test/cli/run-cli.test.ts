import { COMMANDS } from '../../src/cli/commands.ts';
import { flexgate } from '../support/flexgate-cli.ts';

test.each([
  { title: 'an unknown command', argv: ['exlpain'], tells: "unknown command 'exlpain' (Did you mean explain?)" },
  { title: 'an unknown command of a group', argv: ['roles', 'dif'], tells: 'Did you mean diff?' },
  { title: 'an unknown option', argv: ['explain', '--conection', 'x'], tells: 'Did you mean --connection?' },
  { title: 'an argument that is missing', argv: ['trace'], tells: "missing required argument 'id'" },
  { title: 'an argument too many', argv: ['config', 'schema', 'x'], tells: 'too many arguments' },
  { title: 'an option without its value', argv: ['explain', '--username'], tells: 'argument missing' },
])('$title is told with its code on standard error, and nothing runs', async ({ argv, tells }) => {
  const { code, out, err } = await flexgate(argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^COMMAND_INVALID: The command line is not valid\n /);
  expect(err).toContain(tells);
});

test('help names every command, and ends well', async () => {
  const help = await flexgate(['--help']);
  expect(help).toMatchObject({ code: 0, err: '' });
  const groups = new Set(COMMANDS.map(({ name }) => name.split(' ')[0]));
  for (const group of groups) expect(help.out).toContain(`\n  ${group}`);
  const roles = await flexgate(['roles', '--help']);
  for (const { name } of COMMANDS.filter((command) => command.name.startsWith('roles '))) {
    expect(roles.out).toContain(`\n  ${name.split(' ')[1]}`);
  }
});

test('a group without a command shows its help on standard error', async () => {
  const { code, out, err } = await flexgate(['roles']);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('Usage: flexgate roles');
});

test('the version is that of the package', async () => {
  expect(await flexgate(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test.each([
  { title: 'none without a terminal', circumstances: {}, coloured: false },
  { title: 'some on a terminal', circumstances: { colours: true }, coloured: true },
  { title: 'none where NO_COLOR asks so', circumstances: { colours: true, env: { NO_COLOR: '1' } }, coloured: false },
])('colours: $title', async ({ circumstances, coloured }) => {
  const { out } = await flexgate(['roles', 'catalogue'], circumstances);
  expect(out.includes('\u001B[')).toBe(coloured);
});

test('the catalogue tells defaults, what only the Console and the Analytics portal have, and the words of Conversations', async () => {
  const { out } = await flexgate(['roles', 'catalogue']);
  for (const told of [
    /no SSO connection gives that role/,
    /^\* in the Analytics portal only/m,
    /An agent has a service role too, of which the documentation lists no permissions\./,
    /becomes guest, the default,/,
    /^service_user is the default\./m,
    /^channel_user is the default\./m,
    /^destroyChannel +deleteConversation$/m,
    /^inviteMember +none$/m,
  ]) {
    expect(out).toMatch(told);
  }
});

test('--json is without colours, on a terminal too', async () => {
  const run = await flexgate(['roles', 'catalogue', '--json'], { colours: true });
  expect(run.json()).toMatchObject({ service_roles: { supervisor: expect.arrayContaining(['joinConversation']) } });
});

test.each(['serve', 'config check', 'config test', 'roles list', 'trace bako-timo-sero-lafi'])(
  '%s without a configuration says how to name one',
  async (name) => {
    const { code, err } = await flexgate([...name.split(' '), '--config', '/nowhere/flexgate.yaml']);
    expect(code).toBe(1);
    expect(err).toContain(
      'FILE_UNREADABLE: A file cannot be read or written\n /nowhere/flexgate.yaml: there is no such file',
    );
  },
);

test('the sandbox does not start in production', async () => {
  const { code, err } = await flexgate(['sandbox'], { env: { NODE_ENV: 'production' } });
  expect(code).toBe(2);
  expect(err).toContain('the sandbox does not start with NODE_ENV=production');
});
