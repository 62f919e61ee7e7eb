import type { ComponentChildren, VNode } from 'preact';
import { Document } from '../../ui/document.tsx';

export interface FrameProps {
  readonly title: string;
  readonly script?: string;
  readonly children: ComponentChildren;
}

export const PRODUCT = 'Corp Identity';

/** Every page of the identity provider. */
export const Frame = ({ title, script, children }: FrameProps): VNode => (
  <Document
    title={title}
    product={PRODUCT}
    homeUrl="/"
    links={[
      { label: 'People', href: '/' },
      { label: 'Groups', href: '/groups' },
      { label: 'API', href: '/api/people' },
    ]}
    {...(script !== undefined && { script })}
  >
    {children}
  </Document>
);
