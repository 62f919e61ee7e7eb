import type { ComponentChildren, VNode } from 'preact';
import { Emblem } from './icons.tsx';
import type { EmblemTone, IconName } from './icons.tsx';

interface MessageProps {
  readonly icon: IconName;
  readonly tone: EmblemTone;
  readonly title: string;
  readonly testId: string;
  readonly role?: 'alert' | 'status';
  readonly children: ComponentChildren;
}

/** The one thing that a narrow page has to say. */
export const Message = ({ icon, tone, title, testId, role, children }: MessageProps): VNode => (
  <section class="card message" data-testid={testId} {...(role !== undefined && { role })}>
    <Emblem icon={icon} tone={tone} />
    <h1>{title}</h1>
    {children}
  </section>
);

const SPEAKABLE_LENGTH = 24;

/** The id by which the log and the trace are found, large enough to read it out over the telephone. */
export const Reference = ({ id, hint }: { readonly id: string; readonly hint: string }): VNode => (
  <div class="reference" data-testid="reference">
    <h3>Trace id</h3>
    <p class={`reference-id${id.length > SPEAKABLE_LENGTH ? ' reference-long' : ''}`}>{id}</p>
    <p class="muted small">{hint}</p>
  </div>
);
