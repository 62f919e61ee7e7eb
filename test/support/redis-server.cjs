// Starts one real redis-server for all test files, on a unix socket in a temporary folder: no port to clash.
const { spawn } = require('node:child_process');
const { existsSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { delimiter, join } = require('node:path');

const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

function findServer() {
  return FOLDERS.flatMap((folder) => ['valkey-server', 'redis-server'].map((name) => join(folder, name))).find(
    existsSync,
  );
}

module.exports = async () => {
  const server = findServer();
  // Tests of outages, Sentinel and Cluster start servers of their own, also beside a REDIS_TEST_URL from outside.
  process.env.REDIS_SERVER ??= server ?? '';
  if (process.env.REDIS_TEST_URL) return;
  if (server === undefined) {
    throw new Error('No redis-server or valkey-server found: run `npm run setup`, or set REDIS_TEST_URL.');
  }
  const folder = mkdtempSync(join(tmpdir(), 'flexgate-redis-'));
  const socket = join(folder, 's');
  const child = spawn(server, [
    '--port',
    '0',
    '--unixsocket',
    socket,
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ]);
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
    child.stdout.on('data', (text) => {
      if (/[Rr]eady to accept connections/.test(String(text))) resolve();
    });
  });
  process.env.REDIS_TEST_URL = socket;
  globalThis.stopTestRedis = () => {
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
};
