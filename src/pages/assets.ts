import { createAssets } from '../http/assets.ts';
import type { Assets } from '../http/assets.ts';
import { baseCss } from './styles/base.css.ts';
import { componentsCss } from './styles/components.css.ts';
import { docsCss } from './styles/docs.css.ts';
import { pagesCss } from './styles/pages.css.ts';
import { themeCss } from './theme.css.ts';

export const STYLESHEET = 'gateway.css';
export const AUTOPOST_SCRIPT = 'autopost.js';
export const ICON = 'icon.svg';

/** The prototype's method: a field called `submit` would hide the form's own. */
const AUTOPOST = `'use strict';
HTMLFormElement.prototype.submit.call(document.getElementById('autopost'));
`;

const MARK = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><rect width="28" height="28" rx="8" fill="#4a44d8"/><path d="M8 20v-7.5a6 6 0 0 1 12 0V20" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/><circle cx="14" cy="18" r="2.6" fill="#fff"/></svg>`;

/** All files that our pages refer to. Their endpoints belong into the table of routes. */
export const pageAssets: Assets = createAssets([
  {
    name: STYLESHEET,
    type: 'text/css; charset=utf-8',
    body: [themeCss, baseCss, componentsCss, pagesCss, docsCss].join('\n'),
  },
  { name: AUTOPOST_SCRIPT, type: 'text/javascript; charset=utf-8', body: AUTOPOST },
  { name: ICON, type: 'image/svg+xml', body: MARK },
]);
