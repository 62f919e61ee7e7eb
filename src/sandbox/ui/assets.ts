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

/**
 * Waits until the apps in the frames have answered, which leads them back to this site, and goes on: to the app that
 * asked, where there is one. An app that does not answer is not waited for.
 */
export const LOGOUT_SCRIPT: Asset = {
  path: '/assets/logout.js',
  type: 'text/javascript; charset=utf-8',
  body: `
const frames = [...document.querySelectorAll('iframe')];
const answered = (frame) => {
  try {
    return frame.contentWindow.location.pathname.endsWith('/callback');
  } catch {
    return false;
  }
};
const deadline = Date.now() + 5000;
const timer = setInterval(() => {
  if (!frames.every(answered) && Date.now() < deadline) return;
  clearInterval(timer);
  document.getElementById('appForm')?.submit();
}, 50);
`,
};

/** Submits the form of the auto-post page; without scripts the visitor presses its button. */
export const AUTOPOST_SCRIPT: Asset = {
  path: '/assets/autopost.js',
  type: 'text/javascript; charset=utf-8',
  body: `document.getElementById('appForm').submit();\n`,
};
