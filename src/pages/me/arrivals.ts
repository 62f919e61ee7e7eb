import type { AttributeExplanation } from '../../roles/assignment.ts';
import type { MeView } from './me-view.ts';

/** One attribute: what arrived under its name, and what became of it. */
export interface Arrival {
  readonly name: string;
  /** undefined where nothing arrived, or the trace is no longer kept. */
  readonly values: readonly string[] | undefined;
  readonly became: readonly AttributeExplanation[];
}

/** In the order of arrival; then what is explained although it did not arrive. */
export function arrivalsOf({ explanation, trace }: Pick<MeView, 'explanation' | 'trace'>): readonly Arrival[] {
  const values = new Map(Object.entries(trace?.attributes ?? {}));
  const names = new Set([...values.keys(), ...explanation.attributes.map(({ attribute }) => attribute)]);
  return [...names].map((name) => ({
    name,
    values: values.get(name),
    became: explanation.attributes.filter(({ attribute }) => attribute === name),
  }));
}
