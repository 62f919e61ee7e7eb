import type { ComponentChildren } from 'preact';
import { createAssets } from '../../http/assets.ts';
import type { Assets } from '../../http/assets.ts';
import { renderPage } from '../../pages/layout.tsx';
import { adminCss } from './admin.css.ts';

const STYLESHEET = 'admin.css';

/** Its endpoints belong into the table of routes. */
export const adminAssets: Assets = createAssets([
  { name: STYLESHEET, type: 'text/css; charset=utf-8', body: adminCss },
]);

const LINKS = [
  { label: 'Overview', href: '/admin' },
  { label: 'People', href: '/admin/subjects' },
  { label: 'Logins', href: '/admin/logins' },
  { label: 'Drift', href: '/admin/drift' },
  { label: 'Audit', href: '/admin/audit' },
] as const;

interface AdminPage {
  readonly title: string;
  readonly refresh?: { readonly seconds: number; readonly url: string };
  readonly children: ComponentChildren;
}

/** The frame of every page of operators. */
export const renderAdminPage = (page: AdminPage): string =>
  renderPage({ ...page, links: LINKS, stylesheet: adminAssets.href(STYLESHEET) });

/** A message in the middle, for who is no operator yet. */
export const renderAdminMessage = (page: AdminPage): string =>
  renderPage({ ...page, width: 'narrow', stylesheet: adminAssets.href(STYLESHEET) });
