import { canonicalJson } from '../kernel/canonical-json.ts';
import type { Assignment } from './assignment.ts';

/**
 * Everything that Twilio must hold for an assignment, as text: equal texts need no write. The explanation is left out,
 * so that a reworded rule changes nothing in Twilio. Callers hash it.
 */
export const assignmentDigestInput = (assignment: Assignment): string =>
  canonicalJson({ ...assignment, explanation: undefined });
