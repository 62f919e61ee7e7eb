import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { ICON, pageAssets, STYLESHEET } from './assets.ts';

export interface LayoutProps {
  readonly title: string;
  /** `narrow`: a message in the middle, nothing else to do. */
  readonly width?: 'wide' | 'narrow';
  readonly links?: readonly { readonly label: string; readonly href: string }[];
  /** Address of a script to load with `defer`. */
  readonly script?: string;
  /** Address of a stylesheet beside the common one. */
  readonly stylesheet?: string;
  /** Loads `url` after so many seconds, without a script. */
  readonly refresh?: { readonly seconds: number; readonly url: string };
  readonly children: ComponentChildren;
}

const Head = ({ title, script, stylesheet, refresh }: LayoutProps): VNode => (
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    {refresh !== undefined && <meta http-equiv="refresh" content={`${refresh.seconds};url=${refresh.url}`} />}
    <title>{`${title} · Flexgate`}</title>
    <link rel="icon" type="image/svg+xml" href={pageAssets.href(ICON)} />
    <link rel="stylesheet" href={pageAssets.href(STYLESHEET)} />
    {stylesheet !== undefined && <link rel="stylesheet" href={stylesheet} />}
    {script !== undefined && <script src={script} defer />}
  </head>
);

const TopBar = ({ links = [] }: Pick<LayoutProps, 'links'>): VNode => (
  <header class="bar">
    <div class="bar-inner">
      <a class="brand" href="/">
        <img src={pageAssets.href(ICON)} alt="" width={28} height={28} />
        Flexgate
      </a>
      {links.length > 0 && (
        <nav aria-label="Main">
          {links.map(({ label, href }) => (
            <a key={href} href={href}>
              <bdi>{label}</bdi>
            </a>
          ))}
        </nav>
      )}
    </div>
  </header>
);

/** The frame of every page. */
const Layout = (props: LayoutProps): VNode => (
  <html lang="en">
    <Head {...props} />
    <body>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <TopBar {...(props.links !== undefined && { links: props.links })} />
      <main id="content" class={props.width ?? 'wide'}>
        {props.children}
      </main>
      <footer>
        <span>Single sign-on for Twilio Flex</span>
        <a href="/api/docs">API</a>
      </footer>
    </body>
  </html>
);

/** A whole document. */
export const renderPage = (props: LayoutProps): string => `<!doctype html>${renderToString(<Layout {...props} />)}`;
