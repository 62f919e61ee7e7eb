import type { VNode } from 'preact';
import { initialsOf } from '../../kernel/initials.ts';
import { avatarTone } from './theme.ts';

export interface Named {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** As the gateway's own pages show them. */
export const initials = ({ firstName, lastName }: Pick<Named, 'firstName' | 'lastName'>): string =>
  initialsOf(`${firstName} ${lastName}`);

export const Avatar = ({ person, large = false }: { readonly person: Named; readonly large?: boolean }): VNode => (
  <span class={`avatar avatar-${avatarTone(person.id)}${large ? ' avatar-large' : ''}`} aria-hidden="true">
    {initials(person)}
  </span>
);
