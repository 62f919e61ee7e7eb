import type { VNode } from 'preact';
import { avatarTone } from './theme.ts';

export interface Named {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** Up to two initials. */
export const initials = ({ firstName, lastName }: Pick<Named, 'firstName' | 'lastName'>): string =>
  [firstName, lastName].map((name) => Array.from(name.trim())[0] ?? '').join('');

export const Avatar = ({ person, large = false }: { readonly person: Named; readonly large?: boolean }): VNode => (
  <span class={`avatar avatar-${avatarTone(person.id)}${large ? ' avatar-large' : ''}`} aria-hidden="true">
    {initials(person)}
  </span>
);
