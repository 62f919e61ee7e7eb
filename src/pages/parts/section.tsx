import type { ComponentChildren, VNode } from 'preact';

interface SectionProps {
  /** Anchor, and the mark by which a test finds it. */
  readonly id: string;
  readonly title: string;
  readonly lead?: string;
  readonly children: ComponentChildren;
}

export const Section = ({ id, title, lead, children }: SectionProps): VNode => (
  <section class="section" id={id} aria-labelledby={`${id}-title`} data-testid={id}>
    <div class="section-head">
      <h2 id={`${id}-title`}>{title}</h2>
      {lead !== undefined && <p class="muted small">{lead}</p>}
    </div>
    {children}
  </section>
);

/** Pairs of a name and a value. */
export const Facts = ({
  facts,
  layout = 'facts',
}: {
  readonly facts: readonly (readonly [name: string, value: ComponentChildren])[];
  readonly layout?: 'facts' | 'person-facts';
}): VNode => (
  <dl class={layout}>
    {facts.map(([name, value]) =>
      layout === 'facts' ? (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ) : (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ),
    )}
  </dl>
);
