import { z } from 'zod';
import { Refusal } from '../kernel/refusal.ts';
import type { TokenSettings } from '../tokens/token-settings.ts';
import type { TwilioSettings } from '../twilio/twilio-settings.ts';
import { auditSecretsOf, storeOf, tokenOf, twilioOf } from './build-config.ts';
import type { Config } from './config.ts';
import { dotted, toldIn } from './problem.ts';
import type { ConfigProblem, Path } from './problem.ts';
import { configSchema } from './schema.ts';
import { substituteSecrets } from './substitute-secrets.ts';
import type { SecretSources } from './substitute-secrets.ts';
import { checkAgainst } from './validate.ts';
import { readYaml } from './yaml-document.ts';
import type { YamlDocument } from './yaml-document.ts';

export interface SectionSources extends SecretSources {
  /** Path of the file, for messages. */
  readonly file: string;
}

/** A file of which some secrets may be unknown here. */
export interface LenientDocument extends YamlDocument {
  /** Problems of the secrets that stand below a path. */
  unresolvedAt(path: Path): readonly ConfigProblem[];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part) ? Reflect.get(inner, part) : undefined,
    value,
  );
}

function* textsIn(value: unknown, path: Path): Generator<{ readonly text: string; readonly path: Path }> {
  if (typeof value === 'string') yield { text: value, path };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield* textsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

export function refuseConfig(file: string, problems: readonly ConfigProblem[]): never {
  throw new Refusal('CONFIG_INVALID', { file, problems: toldIn(file, problems) });
}

/** Secrets that are unknown here stay as they are written, for those who do not need them. Refusal CONFIG_INVALID. */
export function readLeniently(text: string, { file, ...secrets }: SectionSources): LenientDocument {
  const unresolved = new Map<string, string>();
  const strict = substituteSecrets(secrets);
  const document = readYaml(text, file, (written) => {
    const result = strict(written);
    if ('text' in result) return result;
    unresolved.set(written, result.reason);
    return { text: written };
  });
  if (document.problems.length > 0) return refuseConfig(file, document.problems);
  const problemOf = ({ text: written, path }: { text: string; path: Path }): readonly ConfigProblem[] => {
    const reason = unresolved.get(written);
    const line = document.placeOf(path)?.line;
    return reason === undefined ? [] : [{ path: dotted(path), reason, ...(line !== undefined && { line }) }];
  };
  return {
    ...document,
    unresolvedAt: (path) => [...textsIn(valueAt(document.value, path), path)].flatMap(problemOf),
  };
}

function loadSection<T extends object>(schema: z.ZodType<T>, text: string, sources: SectionSources): T {
  const document = readLeniently(text, sources);
  const checked = checkAgainst(schema, document);
  const names = Object.keys('value' in checked ? checked.value : {});
  const problems = 'problems' in checked ? checked.problems : names.flatMap((name) => document.unresolvedAt([name]));
  if (!('value' in checked) || problems.length > 0) return refuseConfig(sources.file, problems);
  return checked.value;
}

const { store, twilio, token, audit } = configSchema.shape;

/** Where the gateway keeps its state. Nothing else of the file need be right, and no IdP is asked. */
export const loadStoreSettings = (text: string, sources: SectionSources): Config['store'] =>
  storeOf(loadSection(z.object({ store }), text, sources).store);

/** The same for the access to Twilio. */
export const loadTwilioSettings = (text: string, sources: SectionSources): TwilioSettings =>
  twilioOf(loadSection(z.object({ twilio }), text, sources));

/** The same for what tokens are made of. */
export const loadTokenSettings = (text: string, sources: SectionSources): TokenSettings =>
  tokenOf(loadSection(z.object({ twilio, token }), text, sources));

/** What verifies the audit. Twilio is looked up only where it stands in for a key of its own. */
export function loadAuditSecrets(text: string, sources: SectionSources): Config['audit']['secrets'] {
  const { key, formerKeys } = loadSection(z.object({ audit }), text, sources).audit;
  return key === undefined
    ? auditSecretsOf(loadSection(z.object({ audit, twilio }), text, sources))
    : [key, ...formerKeys];
}
