import { Refusal } from '../kernel/refusal.ts';
import type { Connection } from '../saml/connection.ts';
import { buildConfig } from './build-config.ts';
import { buildConnection } from './build-connection.ts';
import { buildPolicy } from './build-policy.ts';
import type { Config } from './config.ts';
import { checkKeys } from './check-keys.ts';
import { lintProblems } from './lint-problems.ts';
import { toldIn } from './problem.ts';
import type { ConfigProblem, Finding } from './problem.ts';
import { resolveIdp } from './resolve-idp.ts';
import type { IdpSources } from './resolve-idp.ts';
import type { ConfigInput } from './schema.ts';
import { substituteSecrets } from './substitute-secrets.ts';
import type { SecretSources } from './substitute-secrets.ts';
import { validate } from './validate.ts';
import { readYaml } from './yaml-document.ts';
import type { YamlDocument } from './yaml-document.ts';

export interface ConfigSources extends SecretSources, IdpSources {
  /** Path of the file, for messages. */
  readonly file: string;
  readonly environment: Config['environment'];
  /** PORT. */
  readonly port?: number;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Not wrong, but worth a look: logged at start, listed by `flexgate config check`. */
  readonly warnings: readonly ConfigProblem[];
}

function refuse(file: string, problems: readonly ConfigProblem[]): never {
  throw new Refusal('CONFIG_INVALID', { file, problems: toldIn(file, problems) });
}

type Outcome =
  | { readonly connection: Connection; readonly warnings: readonly ConfigProblem[] }
  | readonly ConfigProblem[];

const errorsIn = (found: readonly Finding[]): readonly Finding[] =>
  found.filter(({ severity }) => severity === 'error');

async function connect(
  name: string,
  input: ConfigInput,
  context: { document: YamlDocument; sources: ConfigSources },
): Promise<Outcome> {
  const { document, sources } = context;
  const entry = input.connections[name];
  if (entry === undefined) return [];
  const facts = await resolveIdp(entry.idp, sources);
  if ('reason' in facts) {
    const line = document.placeOf(['connections', name, 'idp'])?.line;
    const unreachable = { path: `connections.${name}.idp`, reason: facts.reason, ...(line !== undefined && { line }) };
    // The rules do not depend on the IdP: what is wrong with them is told in the same go.
    const policy = buildPolicy(entry, { connection: name, placeOf: document.placeOf });
    return [unreachable, ...errorsIn(lintProblems({ name, policy }, document.placeOf))];
  }
  const publicUrl = input.publicUrl.replace(/\/$/, '');
  const connection = buildConnection(entry, facts, { connection: name, publicUrl, placeOf: document.placeOf });
  const found = [...checkKeys(connection), ...lintProblems(connection, document.placeOf)];
  const errors = errorsIn(found);
  return errors.length > 0 ? errors : { connection, warnings: found };
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) freeze(member);
  return value;
}

/** Reads, checks and freezes the configuration. Refusal CONFIG_INVALID with every problem found. */
export async function loadConfig(text: string, sources: ConfigSources): Promise<LoadedConfig> {
  const document = readYaml(text, sources.file, substituteSecrets(sources));
  if (document.problems.length > 0) return refuse(sources.file, document.problems);
  const input = validate(document);
  if ('length' in input) return refuse(sources.file, input);
  const outcomes = await Promise.all(
    Object.keys(input.connections).map((name) => connect(name, input, { document, sources })),
  );
  const problems = outcomes.flatMap((outcome) => ('connection' in outcome ? [] : outcome));
  if (problems.length > 0) return refuse(sources.file, problems);
  const good = outcomes.filter((outcome) => 'connection' in outcome);
  const config = buildConfig(
    input,
    good.map(({ connection }) => connection),
    sources.environment,
  );
  return {
    config: freeze({ ...config, port: sources.port ?? config.port }),
    warnings: good.flatMap(({ warnings }) => warnings),
  };
}
