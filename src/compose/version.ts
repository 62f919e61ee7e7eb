import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** As in package.json, which stands two folders up from both src/compose and dist/compose. */
export const VERSION = (JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string })
  .version;
