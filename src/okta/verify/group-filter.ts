import { matchesWhole } from '../../roles/pattern.ts';
import type { AttributeStatement } from '../wire.ts';

const FILTERS: ReadonlyMap<string, (name: string, value: string) => boolean | undefined> = new Map([
  ['STARTS_WITH', (name, value) => name.startsWith(value)],
  ['EQUALS', (name, value) => name === value],
  ['CONTAINS', (name, value) => name.includes(value)],
  ['REGEX', (name, value) => matchesWhole(value, name)],
]);

/** Whether a group statement sends a group of this name; undefined: its filter is one that cannot be judged here. */
export function sendsGroup({ filterType, filterValue }: AttributeStatement, name: string): boolean | undefined {
  return FILTERS.get(filterType ?? '')?.(name, filterValue ?? '');
}
