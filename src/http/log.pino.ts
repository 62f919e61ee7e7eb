import { pino } from 'pino';
import type { DestinationStream } from 'pino';
import type { Log } from '../kernel/log.ts';
import { escapedJson } from '../kernel/terminal.ts';
import { scrub, scrubText } from './scrub.ts';

export interface PinoLogSettings {
  readonly level: keyof Log;
  /** Where the lines of JSON go; standard output by default. */
  readonly destination?: DestinationStream;
}

/**
 * Lines of JSON without secrets. Pino's own `redact` knows fixed paths only, and secrets hang at unforeseen depths (a
 * client's error holds the headers that it sent), so the fields are scrubbed by name before pino sees them.
 */
export function createPinoLog({ level, destination }: PinoLogSettings): Log {
  const settings = {
    level,
    base: {},
    formatters: { level: (label: string) => ({ level: label }) },
    // Already plain: pino's own serializer would fold the causes into the message.
    serializers: { err: (error: unknown) => error },
  };
  const out = destination ?? pino.destination({ dest: 1, sync: true });
  // JSON leaves controls beyond 0x1f as they are, and a terminal acts on them: a name from an IdP could hide a line.
  const lines = pino(settings, { write: (line) => out.write(escapedJson(line)) });
  const write =
    (name: keyof Log): Log[typeof name] =>
    (fields, message) => {
      if (lines.isLevelEnabled(name)) lines[name](scrub(fields), scrubText(message));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
