import { text, Router, type Request, type Response } from 'express';
import type { AuthnRequest } from './authn-request.ts';
import { faultNamed } from './faults.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { idpMetadata } from './idp-metadata.ts';
import type { OfferedApp } from './offered-app.ts';
import { renderAutoPost } from './pages/auto-post.tsx';
import { renderSignIn } from './pages/sign-in.tsx';
import type { Person } from './person.ts';
import type { MessageBinding } from './saml-message.ts';
import { fail, formOf, notFound, queryOf, sendPage, sendPageWith } from './web.ts';

export interface SamlRoutesParts {
  /** As they are at the moment: apps come and go through the management API. */
  readonly apps: () => readonly OfferedApp[];
}

type Route = (req: Request, res: Response) => Promise<void> | void;

interface SignOnStart {
  readonly app: OfferedApp;
  readonly person: Person;
  readonly request: AuthnRequest | undefined;
  readonly fields: URLSearchParams;
}

const KEPT_FIELDS = ['SAMLRequest', 'RelayState'];

/** A login that starts at the service provider carries its own state, or none. */
const usualRelayState = ({ idp }: OfferedApp, request: AuthnRequest | undefined): string =>
  request === undefined ? idp.app.defaultRelayState : '';

/** Sends the response of this sign-on, with the fault that the query or form names. */
async function signOn(req: Request, res: Response, { app, person, request, fields }: SignOnStart): Promise<void> {
  const refused = app.refusalFor(person);
  if (refused !== undefined) return fail(req, res, { status: 403, title: 'Access denied', detail: refused });
  const name = fields.get('fault') ?? '';
  const fault = name === '' ? undefined : faultNamed(name);
  if (name !== '' && fault === undefined) {
    return fail(req, res, { status: 400, title: 'Unknown fault', detail: `There is no fault named “${name}”.` });
  }
  const relayState = fields.get('RelayState') ?? usualRelayState(app, request);
  const { acsUrl, ...sent } = await app.idp.signOn({ person, request, relayState, overrides: fault?.overrides });
  const heading = `Signing in to ${app.label}`;
  const page = renderAutoPost({ title: 'Signing in', heading, action: acsUrl, fields: Object.entries(sent) });
  return sendPageWith({ postsElsewhere: true }, res, page);
}

/** Who is to sign in: chosen on the page, or hinted at by the service provider. */
function chosenPerson(idp: IdentityProvider, fields: URLSearchParams): Person | undefined {
  const id = fields.get('person');
  if (id !== null) return idp.directory.find(id);
  const hint = fields.get('login_hint');
  return hint === null ? undefined : idp.directory.match(hint);
}

interface Choice {
  readonly app: OfferedApp;
  readonly action: string;
  readonly binding: MessageBinding;
  readonly fields: URLSearchParams;
  readonly request: AuthnRequest | undefined;
}

/** Stands where Okta would ask who it is. */
function choose(res: Response, { app, action, binding, fields, request }: Choice): void {
  const page = renderSignIn({
    people: app.people(),
    appLabel: app.label,
    action,
    method: binding === 'post' ? 'post' : 'get',
    fields: KEPT_FIELDS.flatMap((name) => fields.getAll(name).map((value) => [name, value] as const)),
    notes: request?.notes ?? [],
  });
  sendPage(res, page);
}

const appAt = ({ apps }: SamlRoutesParts, { params }: Request): OfferedApp | undefined =>
  apps().find(({ idp }) => idp.app.name === params['name'] && idp.app.key === params['key']);

/** SP-initiated, or a deep link where there is no SAMLRequest. */
function singleSignOn(parts: SamlRoutesParts, binding: MessageBinding): Route {
  return async (req, res) => {
    const app = appAt(parts, req);
    if (app === undefined) return notFound(req, res);
    const { idp } = app;
    const fields = binding === 'post' ? formOf(req) : queryOf(req);
    const encoded = fields.get('SAMLRequest');
    const request = encoded === null ? undefined : idp.read(encoded, binding);
    const person = chosenPerson(idp, fields);
    if (person !== undefined) return signOn(req, res, { app, person, request, fields });
    if (fields.has('person')) return notFound(req, res);
    return choose(res, { app, action: new URL(idp.app.ssoUrl).pathname, binding, fields, request });
  };
}

/** A tile on the dashboard. */
const tile =
  ({ apps }: SamlRoutesParts): Route =>
  (req, res) => {
    const app = apps().find(({ idp }) => idp.app.name === req.params['name']);
    const person = app?.idp.directory.find(String(req.params['person']));
    if (app === undefined || person === undefined) return notFound(req, res);
    return signOn(req, res, { app, person, request: undefined, fields: queryOf(req) });
  };

/** The embed link of an app: whoever comes chooses to be somebody first. */
const embedLink =
  ({ apps }: SamlRoutesParts): Route =>
  (req, res) => {
    const app = apps().find(({ embedPath }) => embedPath === req.path);
    if (app === undefined) return notFound(req, res);
    const fields = queryOf(req);
    const person = chosenPerson(app.idp, fields);
    if (person !== undefined) return signOn(req, res, { app, person, request: undefined, fields });
    if (fields.has('person')) return notFound(req, res);
    return choose(res, { app, action: req.path, binding: 'redirect', fields, request: undefined });
  };

/** The header says ISO-8859-1, as Okta's does; the text is UTF-8, as its declaration says. */
export function sendMetadata(res: Response, idp: IdentityProvider): void {
  res.setHeader('Content-Type', 'application/xml;charset=ISO-8859-1');
  res.end(Buffer.from(idpMetadata(idp.app, idp.keys), 'utf8'));
}

const metadata =
  ({ apps }: SamlRoutesParts): Route =>
  (req, res) => {
    const { name, key } = req.params;
    const app = apps().find(({ idp }) => idp.app.key === key && (name === undefined || idp.app.name === name));
    if (app === undefined) return notFound(req, res);
    return sendMetadata(res, app.idp);
  };

export function samlRoutes(parts: SamlRoutesParts): Router {
  const sso = '/app/:name/:key/sso/saml';
  const form = text({ type: 'application/x-www-form-urlencoded', limit: '256kb' });
  return Router()
    .get([`${sso}/metadata`, '/app/:key/sso/saml/metadata'], metadata(parts))
    .get(sso, singleSignOn(parts, 'redirect'))
    .post(sso, form, singleSignOn(parts, 'post'))
    .get('/home/:name/:app/:link', embedLink(parts))
    .get('/home/:name/:person', tile(parts));
}
