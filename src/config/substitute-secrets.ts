import type { Substitute } from './yaml-document.ts';

export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Throws where the file cannot be read. */
  readonly readFile: (path: string) => string;
}

const REFERENCE = /\$\{(file:)?([^}]+)\}/g;

/** Resolves `${NAME}` and `${file:path}`. A file's trailing line break is not part of the secret. */
export const substituteSecrets =
  ({ env, readFile }: SecretSources): Substitute =>
  (text) => {
    const reasons: string[] = [];
    const resolved = text.replace(REFERENCE, (_, file: string | undefined, name: string) => {
      try {
        if (file !== undefined) return readFile(name).replace(/\r?\n$/, '');
        const value = env[name];
        if (value === undefined || value === '') reasons.push(`the environment variable ${name} is not set`);
        return value ?? '';
      } catch {
        reasons.push(`the file ${name} cannot be read`);
        return '';
      }
    });
    return reasons.length > 0 ? { reason: reasons.join('; ') } : { text: resolved };
  };
