import { stylesheet } from './stylesheet.ts';

/** A file that the pages refer to, so that a strict Content-Security-Policy needs no inline style or script. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

export const STYLESHEET: Asset = {
  path: '/assets/sandbox.css',
  type: 'text/css; charset=utf-8',
  body: stylesheet(),
};

/** Submits the form of the auto-post page; without scripts the visitor presses its button. */
export const AUTOPOST_SCRIPT: Asset = {
  path: '/assets/autopost.js',
  type: 'text/javascript; charset=utf-8',
  body: `document.getElementById('appForm').submit();\n`,
};
