// `npm run setup`: what the tests need from outside npm, a real redis-server and a real browser.
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { delimiter, join } = require('node:path');

const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
const NEEDS = [
  { what: 'Redis', commands: ['redis-server', 'valkey-server'], debian: 'redis-server', brew: 'redis' },
  {
    what: 'Chromium',
    commands: ['chromium', 'chromium-browser', 'google-chrome'],
    debian: 'chromium',
    brew: '--cask chromium',
  },
];

const found = ({ commands }) => FOLDERS.some((folder) => commands.some((command) => existsSync(join(folder, command))));
const run = (command, args) =>
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status ===
  0;
const isRootOnDebian = process.platform === 'linux' && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;

const missing = NEEDS.filter((need) => !found(need));
if (missing.length > 0 && isRootOnDebian) {
  const updated = run('apt-get', ['update', '-qq']);
  if (updated)
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing.map(({ debian }) => debian)]);
}

const still = NEEDS.filter((need) => !found(need));
for (const { what, debian, brew } of still) {
  process.stderr.write(
    `${what} is missing. Debian, Ubuntu: sudo apt-get install ${debian}. macOS: brew install ${brew}\n`,
  );
}
if (still.length === 0) process.stdout.write('Everything that the tests need is here.\n');
process.exitCode = still.length === 0 ? 0 : 1;
