import { text, Router, type Request, type Response } from 'express';
import type { PersonView } from '../ui/person-view.ts';
import type { AuthnRequest, RequestBinding } from './authn-request.ts';
import { faultNamed } from './faults.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { idpMetadata } from './idp-metadata.ts';
import { renderAutoPost } from './pages/auto-post.tsx';
import { renderSignIn } from './pages/sign-in.tsx';
import type { Person } from './person.ts';
import { fail, formOf, notFound, queryOf, sendPage, sendPostingPage } from './web.ts';

export interface SamlRoutesParts {
  readonly idp: IdentityProvider;
  readonly views: () => readonly PersonView[];
  readonly appLabel: string;
}

type Route = (req: Request, res: Response) => Promise<void> | void;

interface SignOnStart {
  readonly person: Person;
  readonly request: AuthnRequest | undefined;
  readonly fields: URLSearchParams;
}

const KEPT_FIELDS = ['SAMLRequest', 'RelayState'];

/** Sends the response of this sign-on, with the fault that the query or form names. */
const signOnRoute =
  ({ idp, appLabel }: SamlRoutesParts) =>
  async (req: Request, res: Response, { person, request, fields }: SignOnStart): Promise<void> => {
    const name = fields.get('fault') ?? '';
    const fault = name === '' ? undefined : faultNamed(name);
    if (name !== '' && fault === undefined) {
      fail(req, res, { status: 400, title: 'Unknown fault', detail: `There is no fault named “${name}”.` });
      return;
    }
    const relayState = fields.get('RelayState') ?? '';
    const form = await idp.signOn({ person, request, relayState, overrides: fault?.overrides });
    sendPostingPage(res, renderAutoPost(form, appLabel));
  };

/** Who is to sign in: chosen on the page, or hinted at by the service provider. */
function chosenPerson(idp: IdentityProvider, fields: URLSearchParams): Person | undefined {
  const id = fields.get('person');
  if (id !== null) return idp.directory.find(id);
  const hint = fields.get('login_hint');
  return hint === null ? undefined : idp.directory.match(hint);
}

/** SP-initiated, or a deep link where there is no SAMLRequest. */
function singleSignOn(parts: SamlRoutesParts, binding: RequestBinding): Route {
  const { idp, views, appLabel } = parts;
  const signOn = signOnRoute(parts);
  return async (req, res) => {
    const fields = binding === 'post' ? formOf(req) : queryOf(req);
    const encoded = fields.get('SAMLRequest');
    const request = encoded === null ? undefined : idp.read(encoded, binding);
    const person = chosenPerson(idp, fields);
    if (person !== undefined) return signOn(req, res, { person, request, fields });
    if (fields.has('person')) return notFound(req, res);
    const page = renderSignIn({
      people: views(),
      appLabel,
      action: new URL(idp.app.ssoUrl).pathname,
      method: binding === 'post' ? 'post' : 'get',
      fields: KEPT_FIELDS.flatMap((name) => fields.getAll(name).map((value) => [name, value] as const)),
      notes: request?.notes ?? [],
    });
    return sendPage(res, page);
  };
}

/** A tile on the dashboard, or its embed link. */
function tile(parts: SamlRoutesParts): Route {
  const { idp } = parts;
  const signOn = signOnRoute(parts);
  return (req, res) => {
    const person = idp.directory.find(String(req.params['person']));
    if (person === undefined) return notFound(req, res);
    return signOn(req, res, { person, request: undefined, fields: queryOf(req) });
  };
}

/** The header says ISO-8859-1, as Okta's does; the text is UTF-8, as its declaration says. */
const metadata =
  ({ idp }: SamlRoutesParts): Route =>
  (_req, res) => {
    res.setHeader('Content-Type', 'application/xml;charset=ISO-8859-1');
    res.end(Buffer.from(idpMetadata(idp.app, idp.keys), 'utf8'));
  };

export function samlRoutes(parts: SamlRoutesParts): Router {
  const { name, key } = parts.idp.app;
  const sso = `/app/${name}/${key}/sso/saml`;
  const form = text({ type: 'application/x-www-form-urlencoded', limit: '256kb' });
  return Router()
    .get([`${sso}/metadata`, `/app/${key}/sso/saml/metadata`], metadata(parts))
    .get(sso, singleSignOn(parts, 'redirect'))
    .post(sso, form, singleSignOn(parts, 'post'))
    .get(`/home/${name}/:person`, tile(parts));
}
