import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { STYLESHEET } from './assets.ts';

export interface DocumentProps {
  readonly title: string;
  readonly product: string;
  /** Where the product's name leads. */
  readonly homeUrl: string;
  readonly links?: readonly { readonly label: string; readonly href: string }[];
  readonly stylesheetUrl?: string;
  /** URL of a script to load with `defer`. */
  readonly script?: string;
  readonly children: ComponentChildren;
}

const Mark = (): VNode => (
  <svg class="brand-mark" viewBox="0 0 28 28" aria-hidden="true">
    <rect width="28" height="28" rx="8" fill="#4a44d8" />
    <path d="M8 20V12.5a6 6 0 0 1 12 0V20" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" />
    <circle cx="14" cy="18" r="2.6" fill="#fff" />
  </svg>
);

/** The frame of every sandbox page. It says on each that this is no production system. */
export const Document = (props: DocumentProps): VNode => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`${props.title} · ${props.product}`}</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href={props.stylesheetUrl ?? STYLESHEET.path} />
      {props.script !== undefined && <script src={props.script} defer />}
    </head>
    <body>
      <header class="bar">
        <div class="bar-inner">
          <a class="brand" href={props.homeUrl}>
            <Mark />
            {props.product}
          </a>
          <span class="badge">Sandbox</span>
          <nav aria-label="Main">
            {(props.links ?? []).map((link) => (
              <a key={link.href} href={link.href}>
                {link.label}
              </a>
            ))}
          </nav>
        </div>
      </header>
      <main>{props.children}</main>
      <footer>
        Development only: nothing here checks a password, and everything is forgotten when the process ends.
      </footer>
    </body>
  </html>
);

export const renderPage = (page: VNode): string => `<!doctype html>${renderToString(page)}`;
