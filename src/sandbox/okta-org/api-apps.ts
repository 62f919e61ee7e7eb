import { z } from 'zod';
import { idpMetadata } from '../idp/idp-metadata.ts';
import { generateSigningKeys } from '../idp/signing-keys.ts';
import {
  type ApiCall,
  type ApiOperation,
  bodyAs,
  del,
  get,
  listOf,
  NO_CONTENT,
  ok,
  param,
  post,
  put,
} from './api-call.ts';
import { mergedProfile } from './app-profile.ts';
import { appScope } from './app-scope.ts';
import { appKey, checkExpression } from './app-store.ts';
import { newId } from './ids.ts';
import { samlAppOf } from './offer-app.ts';
import { invalid, notFound } from './okta-error.ts';
import type { OktaOrg } from './org.ts';
import { appResource, keyResource, schemaResource } from './resources.ts';
import type { AppRecord } from './app-record.ts';

const APPS = '/apps';
const APP = '/apps/:app';
const [READ, MANAGE] = ['okta.apps.read', 'okta.apps.manage'];
const APPS_PER_PAGE = 50;

const startsWith = (text: string, start: string): boolean => text.toLowerCase().startsWith(start.toLowerCase());

const appOf = ({ apps }: OktaOrg, call: ApiCall): AppRecord => apps.find(param(call, 'app'));

function crud(org: OktaOrg): readonly ApiOperation[] {
  const { apps } = org;
  const shown = (app: AppRecord): object => appResource(app, org);
  return [
    get(APPS, READ, ({ query }) => {
      const q = query.get('q') ?? '';
      const found = apps.list().filter(({ body, name }) => startsWith(body.label, q) || startsWith(name, q));
      return listOf(found.map(shown), APPS_PER_PAGE);
    }),
    // 200, not 201.
    post(APPS, MANAGE, ({ body, query }) => ok(shown(apps.create(body, query.get('activate') !== 'false')))),
    get(APP, READ, (call) => ok(shown(appOf(org, call)))),
    put(APP, MANAGE, (call) => ok(shown(apps.replace(param(call, 'app'), call.body)))),
    del(APP, MANAGE, (call) => {
      apps.remove(param(call, 'app'));
      return NO_CONTENT;
    }),
    ...(['activate', 'deactivate'] as const).map((verb): ApiOperation => ({
      method: 'post',
      path: `${APP}/lifecycle/${verb}`,
      scope: MANAGE,
      run: (call) => {
        apps.change(param(call, 'app'), { active: verb === 'activate' });
        return ok({});
      },
    })),
  ];
}

function keys(org: OktaOrg): readonly ApiOperation[] {
  const { apps, clock, url } = org;
  return [
    get(`${APP}/credentials/keys`, READ, (call) => ok(appOf(org, call).keys.map(keyResource))),
    post(`${APP}/credentials/keys/generate`, MANAGE, async (call) => {
      const years = Number(call.query.get('validityYears'));
      if (!(years >= 2 && years <= 10)) throw invalid('validityYears', 'validityYears: must be between 2 and 10');
      const app = appOf(org, call);
      // Always for ten years here: nobody waits for its end.
      const key = appKey(await generateSigningKeys(org.subdomain, clock()), clock());
      apps.change(app.id, { keys: [...app.keys, key] });
      return { status: 201, json: keyResource(key) };
    }),
    get(`${APP}/sso/saml/metadata`, READ, (call) => {
      const app = appOf(org, call);
      const kid = call.query.get('kid') ?? app.kid;
      const key = app.keys.find((each) => each.kid === kid);
      if (key === undefined) throw notFound(kid, 'JsonWebKey');
      return { status: 200, xml: idpMetadata(samlAppOf(app, url), key.keys) };
    }),
  ];
}

const claimSchema = z.object({ name: z.string().min(1), expression: z.string().min(1) });

function profile(org: OktaOrg): readonly ApiOperation[] {
  const { apps, url } = org;
  const path = '/meta/schemas/apps/:app/default';
  return [
    get(path, 'okta.schemas.read', (call) => ok(schemaResource(appOf(org, call), url))),
    post(path, 'okta.schemas.manage', (call) => {
      const app = appOf(org, call);
      return ok(schemaResource(apps.change(app.id, { schema: mergedProfile(app, call.body) }), url));
    }),
    get(`${APP}/federated-claims`, READ, (call) =>
      ok([...appOf(org, call).claims].map(([id, claim]) => ({ id, ...claim }))),
    ),
    post(`${APP}/federated-claims`, MANAGE, (call) => {
      const app = appOf(org, call);
      const claim = bodyAs(claimSchema, call);
      const signer = { person: org.nobody, groups: [], userName: '', profile: {} };
      checkExpression(claim.expression, claim.name, appScope(app, signer, org.facts()).valueOf);
      const id = newId('ofc');
      apps.change(app.id, { claims: new Map([...app.claims, [id, claim]]) });
      return { status: 201, json: { id, ...claim } };
    }),
  ];
}

export const appOperations = (org: OktaOrg): readonly ApiOperation[] => [...crud(org), ...keys(org), ...profile(org)];
