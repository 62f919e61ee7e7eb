import type { VNode } from 'preact';
import { printable } from '../../kernel/printable.ts';
import { hasInvisible } from '../../roles/visible-text.ts';

const LONGEST = 80;
/** Persian names and the scripts of India need them. */
const JOINERS = /[\u200C\u200D]/g;

function shown(name: string): string {
  if (hasInvisible(name.replaceAll(JOINERS, ''))) return printable(name);
  const characters = Array.from(name);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : name;
}

/** A person's name in its own direction, whatever stands beside it. */
export const PersonName = ({ name }: { readonly name: string }): VNode => <bdi>{shown(name)}</bdi>;
