import type { Clock } from '../kernel/clock.ts';
import type { Host } from '../serve.ts';
import type { Environment } from '../config/choose-config.ts';
import type { Style } from './style.ts';

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** What of the process a command may touch; handed in, so that tests can hold it. */
export interface CliHost {
  readonly env: Environment;
  readonly out: Output;
  readonly err: Output;
  readonly input: {
    readonly isTTY: boolean;
    /** All of standard input. */
    read(): Promise<string>;
    /** One line, after a question. */
    ask(question: string): Promise<string>;
  };
  readonly clock: Clock;
  /** For commands that keep running. */
  readonly process: Host;
}

/** What a command found out. */
export interface Answer {
  /** false: exit code 1, or `exitCode`. */
  readonly ok: boolean;
  /** For what went well and yet calls for somebody, where a script must tell it from a failure. */
  readonly exitCode?: number;
  /** For `--json`. */
  readonly json: unknown;
  /** For people. */
  readonly text: (style: Style) => string;
  /** For standard error, beside what goes to standard output. */
  readonly notes?: readonly string[];
}

/** Options that were given, by their long name in camel case. */
export interface GivenOptions {
  text(name: string): string | undefined;
  flag(name: string): boolean;
  list(name: string): readonly string[];
}

export interface CliCall {
  readonly args: readonly string[];
  readonly options: GivenOptions;
  /** `env.FLEXGATE_CONFIG` is what `--config` says, where it is given. */
  readonly host: CliHost;
}

export interface CliOption {
  /** As commander takes it: `--connection <name>`. */
  readonly flags: string;
  readonly summary: string;
  /** May be given several times: `options.list`. */
  readonly repeat?: boolean;
}

/** One line of the table of commands (commands.ts). */
export interface CliCommand {
  /** `roles diff`. */
  readonly name: string;
  /** As commander takes it: `[file...]`. */
  readonly args?: string;
  readonly summary: string;
  readonly options?: readonly CliOption[];
  /** Answers, or keeps running and answers nothing. Rejects with a Refusal for what is expected to go wrong. */
  readonly run: (call: CliCall) => Promise<Answer | undefined>;
}
