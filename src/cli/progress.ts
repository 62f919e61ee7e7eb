import type { CliHost } from './command.ts';

/** Shown while long work goes on, on standard error and on a terminal only. */
export interface Progress {
  show(text: string): void;
  /** Takes the line away. */
  end(): void;
}

const WIDTH = 24;
const ERASE_LINE = '\r\u001B[2K';

export function progressOn({ err }: CliHost): Progress {
  if (err.isTTY !== true) return { show: () => undefined, end: () => undefined };
  return {
    show: (text) => void err.write(`${ERASE_LINE}${text}`),
    end: () => void err.write(ERASE_LINE),
  };
}

/** `████████░░░░ 40 of 100`. */
export function bar(done: number, total: number): string {
  const filled = total === 0 ? WIDTH : Math.round((WIDTH * done) / total);
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done} of ${total}`;
}
