import { configFile } from '../config/choose-config.ts';
import type { Environment } from '../config/choose-config.ts';
import type { SectionSources } from '../config/load-sections.ts';
import { nodeSources } from '../config/node-sources.ts';
import { Refusal } from '../kernel/refusal.ts';
import { readTextFile } from './files.ts';

export interface ConfigSource {
  readonly text: string;
  readonly sources: SectionSources;
}

/** The configuration file that is in force, if there is one. Refusal FILE_UNREADABLE. */
export function findConfig(env: Environment): ConfigSource | undefined {
  const file = configFile(env);
  if (file === undefined) return undefined;
  return { text: readTextFile(file), sources: { file, env, readFile: nodeSources.readFile } };
}

/** The same where a command cannot do without. */
export function requireConfig(env: Environment): ConfigSource {
  const found = findConfig(env);
  if (found !== undefined) return found;
  throw new Refusal('FILE_UNREADABLE', {
    file: 'config/flexgate.yaml',
    reason: 'there is no such file; copy config/flexgate.example.yaml, or name one with --config or FLEXGATE_CONFIG',
  });
}
