import { generateSigningKeys, type SigningKeys } from '../../src/sandbox/idp/signing-keys.ts';
import { aFaultyProxy, type Fault, type FaultyProxy } from '../support/a-faulty-proxy.ts';
import { aFolder } from '../support/a-folder.ts';
import { anOktaOrg, type Json, type RunningOrg } from '../support/an-okta-org.ts';
import { flexgate } from '../support/flexgate-cli.ts';
import { freePort } from '../support/free-port.ts';

const CONFIG = 'publicUrl: https://sso.example.com\nconnections: {}\n';

let keys: SigningKeys;
let folder: ReturnType<typeof aFolder>;
beforeAll(async () => {
  keys = await generateSigningKeys('test', Date.now());
  folder = aFolder();
});
afterAll(() => folder.remove());

interface Place {
  readonly org: RunningOrg;
  readonly proxy: FaultyProxy;
}

/** An org without the app, whose new apps come without an access policy: everything is to do. */
async function inAnOrg<T>(act: (place: Place) => Promise<T>): Promise<T> {
  const port = await freePort();
  const proxy = await aFaultyProxy(port);
  const org = await anOktaOrg({ keys, port, publicUrl: proxy.url, policyForNewApps: false });
  try {
    return await act({ org, proxy });
  } finally {
    await Promise.all([org.close(), proxy.close()]);
  }
}

const setup = ({ org }: Place, ...argv: readonly string[]) => {
  const file = folder.write('flexgate.yaml', CONFIG);
  const all = ['okta', 'setup', '--config', file, '--groups', 'fixtures/okta/groups.yaml', ...argv];
  return flexgate(all, { env: org.env, now: Date.now() });
};

interface App extends Json {
  readonly id: string;
  readonly name: string;
  readonly settings: Json;
  readonly _links: { readonly accessPolicy?: { readonly href: string } };
}

/** Everything that setup made, without what is another in each org. */
async function endState({ org: { api }, proxy }: Place): Promise<unknown> {
  const apps = (await api<App[]>('GET', '/apps')).filter(({ name }) => name.includes('flexgate'));
  const groups = await api<{ id: string; profile: { name: string } }[]>('GET', '/groups');
  const nameOf = new Map(groups.map(({ id, profile }) => [id, profile.name]));
  const described = apps.map(async ({ id, settings, _links: { accessPolicy }, ...app }) => ({
    label: app['label'],
    status: app['status'],
    settings,
    policy: accessPolicy?.href.replace(proxy.url, ''),
    schema: (await api<{ definitions: Json }>('GET', `/meta/schemas/apps/${id}/default`)).definitions,
    assignments: (await api<Json[]>('GET', `/apps/${id}/groups`)).map((each) => ({
      name: nameOf.get(String(each['id'])),
      priority: each['priority'],
      profile: each['profile'],
    })),
  }));
  return { apps: await Promise.all(described), groups: [...nameOf.values()].toSorted() };
}

test.each<Fault>(['refused', 'dropped', 'lost'])(
  'whichever write is %s, the next run ends as one that nothing disturbed, with nothing twice',
  async (fault) => {
    const [wanted, writes] = await inAnOrg(async (place) => {
      place.proxy.fail(0);
      expect(await setup(place, '--yes')).toMatchObject({ code: 0 });
      const made = place.proxy.writes();
      return [await endState(place), made] as const;
    });
    expect(wanted).toMatchObject({ apps: [{ policy: expect.stringContaining('/policies/rst') }] });
    expect(writes).toBe(9);
    for (let write = 1; write <= writes; write += 1) {
      await inAnOrg(async (place) => {
        place.proxy.fail(write, fault);
        const first = await setup(place, '--yes');
        expect([write, first]).toEqual([write, expect.objectContaining({ code: 1 })]);
        expect(first.err).toContain('OKTA_UNAVAILABLE');
        place.proxy.fail(0);
        expect([write, await setup(place, '--yes')]).toEqual([write, expect.objectContaining({ code: 0 })]);
        expect([write, await endState(place)]).toEqual([write, wanted]);
        place.proxy.fail(0);
        expect((await setup(place, '--yes')).out).toContain('nothing to do');
        expect(place.proxy.writes()).toBe(0);
      });
    }
  },
);
