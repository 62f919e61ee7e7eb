import type { AttackCase, HarmlessCase } from './attack-case.ts';
import { CONTEXT_ATTACKS } from './attack-context.ts';
import { HARMLESS_PARAMETERS, HARMLESS_RETURNS, HTTP_ATTACKS } from './attack-http.ts';
import { SIGNATURE_ATTACKS } from './attack-signatures.ts';
import { ENCODING_ATTACKS, HARMLESS_TEXTS, TEXT_ATTACKS } from './attack-texts.ts';
import { HARMLESS_VALUES, VALUE_ATTACKS } from './attack-values.ts';
import { WRAPPING_ATTACKS } from './attack-wrapping.ts';

/** What must be refused. */
export const ATTACKS: readonly AttackCase[] = [
  ...WRAPPING_ATTACKS,
  ...SIGNATURE_ATTACKS,
  ...TEXT_ATTACKS,
  ...ENCODING_ATTACKS,
  ...CONTEXT_ATTACKS,
  ...VALUE_ATTACKS,
  ...HTTP_ATTACKS,
];

/** What must come to nothing. */
export const HARMLESS: readonly HarmlessCase[] = [
  ...HARMLESS_TEXTS,
  ...HARMLESS_VALUES,
  ...HARMLESS_RETURNS,
  ...HARMLESS_PARAMETERS,
];
