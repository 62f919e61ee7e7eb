import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];
const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** ms, for a start and for whatever a page waits for: nothing here is about how soon it comes. */
export const PATIENCE_MS = 90_000;

/** The browser of this machine, without a window. */
export function launchChromium(): Promise<Browser> {
  const installed = FOLDERS.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(existsSync);
  if (installed === undefined) throw new Error('No chromium found: run `npm run setup`.');
  return chromium.launch({
    executablePath: installed,
    args: QUIET,
    timeout: PATIENCE_MS,
    handleSIGINT: false,
    handleSIGTERM: false,
  });
}
