import { json, text, Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { PersonView } from '../ui/person-view.ts';
import { avatarImage } from './avatar-image.ts';
import type { Directory } from './directory.ts';
import type { OfferedApp } from './offered-app.ts';
import { overridesSchema } from './overrides.ts';
import { renderDashboard } from './pages/dashboard.tsx';
import { renderEditor } from './pages/editor.tsx';
import { personChangeSchema } from './person-change.ts';
import type { Person } from './person.ts';
import { readProfileForm } from './profile-form.ts';
import { fail, formOf, notFound, queryOf, sameOrigin, sendPage } from './web.ts';

export interface PeopleRoutesParts {
  readonly directory: Directory;
  /** The app that came with the sandbox. */
  readonly own: () => OfferedApp;
  readonly view: (person: Person) => PersonView;
  readonly appLabel: string;
  /** All that people can open. */
  readonly apps: () => readonly OfferedApp[];
  readonly spMetadataUrl?: string | undefined;
}

type Route = (req: Request, res: Response) => Promise<void> | void;

const personOf = (directory: Directory, req: Request): Person | undefined =>
  directory.find(String(req.params['person']));

const respondSchema = z.strictObject({
  person: z.string(),
  overrides: overridesSchema.optional(),
  RelayState: z.string().optional(),
  /** ID of the AuthnRequest to answer; absent: the login starts here. */
  inResponseTo: z.string().optional(),
});

const badRequest = (req: Request, res: Response, detail: string): void =>
  fail(req, res, { status: 400, title: 'Bad request', detail });

/** A response for a test or a script that posts it itself. */
const respond =
  ({ directory, own }: PeopleRoutesParts): Route =>
  async (req, res) => {
    const body = respondSchema.safeParse(req.body);
    if (!body.success) return badRequest(req, res, z.prettifyError(body.error));
    const person = directory.find(body.data.person);
    if (person === undefined) return notFound(req, res);
    const { overrides, RelayState: relayState = '', inResponseTo } = body.data;
    const request = inResponseTo === undefined ? undefined : { id: inResponseTo, forceAuthn: false };
    res.json(await own().idp.signOn({ person, request, relayState, overrides }));
  };

const change =
  ({ directory, view }: PeopleRoutesParts): Route =>
  (req, res) => {
    const body = personChangeSchema.safeParse(req.body);
    if (!body.success) return badRequest(req, res, z.prettifyError(body.error));
    const changed = directory.change(String(req.params['person']), body.data);
    if (changed === undefined) return notFound(req, res);
    res.json(view(changed));
  };

const edit =
  ({ directory, own, view, appLabel }: PeopleRoutesParts): Route =>
  (req, res) => {
    const person = personOf(directory, req);
    if (person === undefined) return notFound(req, res);
    const groups = directory.groups();
    const sent = own().sentFor(person);
    const saved = queryOf(req).has('saved');
    sendPage(res, renderEditor({ person, view: view(person), groups, sent, appLabel, saved }));
  };

/** Back to the editor, so that a reload does not post again. */
const afterwards =
  (act: (id: string, req: Request) => Person | undefined): Route =>
  (req, res) => {
    const person = act(String(req.params['person']), req);
    if (person === undefined) return notFound(req, res);
    res.redirect(303, `/people/${person.id}?saved=1`);
  };

function peopleApi(parts: PeopleRoutesParts): Router {
  const { directory, view } = parts;
  const body = json({ limit: '256kb' });
  return Router()
    .get('/api/people', (_req, res) => void res.json(directory.people().map(view)))
    .get('/api/people/:person', (req, res) => {
      const person = personOf(directory, req);
      if (person === undefined) notFound(req, res);
      else res.json(view(person));
    })
    .put('/api/people/:person', sameOrigin, body, change(parts))
    .post('/api/respond', sameOrigin, body, respond(parts));
}

export function peopleRoutes(parts: PeopleRoutesParts): Router {
  const { directory, own, view, appLabel, spMetadataUrl } = parts;
  const form = text({ type: 'application/x-www-form-urlencoded', limit: '256kb' });
  return Router()
    .use(peopleApi(parts))
    .get('/', (_req, res) => {
      const people = directory.people().map(view);
      const { app: ownApp } = own().idp;
      const others = parts.apps().filter(({ idp }) => idp.app.key !== ownApp.key);
      const tiles = others.flatMap(({ label, people: assigned }) =>
        assigned().map(({ id, tileUrl }) => ({ person: id, label, url: tileUrl })),
      );
      sendPage(res, renderDashboard({ people, tiles, appLabel, metadataUrl: ownApp.metadataUrl, spMetadataUrl }));
    })
    .get('/people/:person', edit(parts))
    .post(
      '/people/:person',
      sameOrigin,
      form,
      afterwards((id, req) => directory.change(id, readProfileForm(formOf(req)))),
    )
    .post(
      '/people/:person/reset',
      sameOrigin,
      form,
      afterwards((id) => directory.reset(id)),
    )
    .get('/avatars/:person.svg', (req, res) => {
      const person = personOf(directory, req);
      if (person === undefined) notFound(req, res);
      else res.type('image/svg+xml').send(avatarImage(person));
    });
}
