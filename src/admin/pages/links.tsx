import type { VNode } from 'preact';
import { printable } from '../../kernel/printable.ts';
import { isSpeakableId } from '../../traces/speakable-id.ts';

export const subjectHref = (username: string): string => `/admin/subjects/${encodeURIComponent(username)}`;
export const traceHref = (id: string): string => `/admin/traces/${encodeURIComponent(id)}`;

export const PersonLink = ({ username }: { readonly username: string }): VNode => (
  <a href={subjectHref(username)}>
    <bdi>{printable(username)}</bdi>
  </a>
);

/** Plain text where it is no id of ours. */
export const TraceLink = ({ id }: { readonly id: string }): VNode =>
  isSpeakableId(id) ? (
    <a href={traceHref(id)}>
      <code>{id}</code>
    </a>
  ) : (
    <code>{printable(id)}</code>
  );
