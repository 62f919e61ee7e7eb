import { text, Router, type Request, type Response } from 'express';
import type { Directory } from './directory.ts';
import type { OfferedApp } from './offered-app.ts';
import { renderAutoPost, type SelfPosting } from './pages/auto-post.tsx';
import { renderAppSignedOut, renderSigningOut } from './pages/signing-out.tsx';
import { fullName } from './person.ts';
import type { ArrivedMessage } from './read-logout.ts';
import type { MessageBinding } from './saml-message.ts';
import type { AskedApp, SingleLogout } from './single-logout.ts';
import { formOf, notFound, queryOf, sameOrigin, sendPageWith } from './web.ts';

export interface LogoutRoutesParts {
  readonly apps: () => readonly OfferedApp[];
  readonly directory: Directory;
  readonly logout: SingleLogout;
}

type Route = (req: Request, res: Response) => void;

const arrivedIn = (req: Request, binding: MessageBinding): ArrivedMessage => ({
  binding,
  fields: binding === 'post' ? formOf(req) : queryOf(req),
  rawQuery: req.originalUrl.split('?').slice(1).join('?'),
});

const forApp =
  ({ apps }: LogoutRoutesParts, handle: (app: OfferedApp, req: Request, res: Response) => void): Route =>
  (req, res) => {
    const app = apps().find(({ idp }) => idp.app.name === req.params['name'] && idp.app.key === req.params['key']);
    if (app === undefined) notFound(req, res);
    else handle(app, req, res);
  };

/** The page that loads the apps in frames, and posts the answer to the one that asked. */
function sendSigningOut(res: Response, heading: string, asked: readonly AskedApp[], answer?: SelfPosting): void {
  const told = asked.map(({ label, token }) => ({ label, url: `/logout-requests/${token}` }));
  const rights = { frames: asked.map(({ origin }) => origin), postsElsewhere: answer !== undefined };
  sendPageWith(rights, res, renderSigningOut({ heading, told, answer }));
}

const requested = (parts: LogoutRoutesParts, binding: MessageBinding): Route =>
  forApp(parts, (app, req, res) => {
    const { asked, answer } = parts.logout.requested(app, arrivedIn(req, binding));
    if (answer.binding === 'post') sendSigningOut(res, `Signed out for ${app.label}`, asked, answer);
  });

const answered = (parts: LogoutRoutesParts, binding: MessageBinding): Route =>
  forApp(parts, (app, req, res) => {
    const isDone = parts.logout.answered(app, arrivedIn(req, binding));
    sendPageWith({ framed: true }, res, renderAppSignedOut(app.label, isDone));
  });

/** What a frame loads: the request goes on to its app. */
const fetched =
  ({ logout }: LogoutRoutesParts): Route =>
  (req, res) => {
    const delivery = logout.fetched(String(req.params['token']));
    if (delivery === undefined) return notFound(req, res);
    if (delivery.binding === 'redirect') return res.redirect(303, delivery.url);
    const page = renderAutoPost({ title: 'Signing out', heading: 'Signing out', ...delivery });
    return sendPageWith({ framed: true, postsElsewhere: true }, res, page);
  };

/** The dashboard's own sign-out: the person leaves the org, and the apps that take part are told. */
const signOut =
  ({ directory, logout }: LogoutRoutesParts): Route =>
  (req, res) => {
    const person = directory.find(String(req.params['person']));
    if (person === undefined) notFound(req, res);
    else sendSigningOut(res, `${fullName(person)} is signed out`, logout.signedOut(person));
  };

export function logoutRoutes(parts: LogoutRoutesParts): Router {
  const slo = '/app/:name/:key/slo/saml';
  const form = text({ type: 'application/x-www-form-urlencoded', limit: '256kb' });
  return Router()
    .get(slo, requested(parts, 'redirect'))
    .post(slo, form, requested(parts, 'post'))
    .get(`${slo}/callback`, answered(parts, 'redirect'))
    .post(`${slo}/callback`, form, answered(parts, 'post'))
    .get('/logout-requests/:token', fetched(parts))
    .post('/people/:person/sign-out', sameOrigin, signOut(parts));
}
