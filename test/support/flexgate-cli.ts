import { runCli } from '../../src/cli/run-cli.ts';

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as JSON. */
  json(): unknown;
}

interface Circumstances {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Standard input. */
  readonly input?: string;
  /** What a person answers at the terminal; without it there is none. */
  readonly reply?: string;
  readonly colours?: boolean;
  /** Standard error is a terminal, which is shown how far long work is. */
  readonly watched?: boolean;
  readonly now?: number;
}

/** One command line, run as a function. */
export async function flexgate(argv: readonly string[], circumstances: Circumstances = {}): Promise<CliRun> {
  const { env = {}, input = '', reply, colours = false, watched = false } = circumstances;
  const { now = Date.parse('2026-11-24T12:00:00Z') } = circumstances;
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli(argv, {
    env,
    out: { write: (text: string) => out.push(text), isTTY: colours },
    err: { write: (text: string) => err.push(text), isTTY: watched },
    input: {
      isTTY: reply !== undefined,
      read: async () => input,
      ask: async (question) => {
        err.push(question);
        return reply ?? '';
      },
    },
    clock: () => now,
    process: { stdout: { write: () => true }, stderr: { write: () => true }, once: () => undefined },
  });
  return { code, out: out.join(''), err: err.join(''), json: () => JSON.parse(out.join('')) as unknown };
}
