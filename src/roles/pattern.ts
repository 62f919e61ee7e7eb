import { RE2JS } from 're2js';

/** Longer ones are a sign of a list that belongs into `in`. */
export const PATTERN_LIMIT = 500;

/** Compiling costs milliseconds, matching microseconds; the patterns come from the configuration, so they are few. */
const compiled = new Map<string, RE2JS>();
const COMPILED_LIMIT = 1000;

function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (compiled.size >= COMPILED_LIMIT) compiled.clear();
  const fresh = RE2JS.compile(pattern);
  compiled.set(pattern, fresh);
  return fresh;
}

/** Why a pattern cannot be used; undefined for a good one. Lookaround and back-references are not in RE2. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > PATTERN_LIMIT) return `the pattern has ${pattern.length} characters, at most ${PATTERN_LIMIT}`;
  try {
    compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Whether the whole value matches, in time linear in its length whatever the pattern (RE2). undefined where the pattern
 * cannot be used.
 */
export const matchesWhole = (pattern: string, value: string): boolean | undefined =>
  patternProblem(pattern) === undefined ? compile(pattern).matches(value) : undefined;
