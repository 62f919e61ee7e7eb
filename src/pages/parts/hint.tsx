import type { VNode } from 'preact';

/** Text of ours in which names of settings and commands stand in backticks. */
export const Hint = ({ text }: { readonly text: string }): VNode => (
  <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>
);
