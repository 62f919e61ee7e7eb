import { createPublicKey, X509Certificate, createHash } from 'node:crypto';
import type { Directory } from '../idp/directory.ts';
import type { Person } from '../idp/person.ts';
import type { SigningKeys } from '../idp/signing-keys.ts';
import { appBodySchema, type AppBody, type AppKey, type AppRecord } from './app-record.ts';
import { checkNames } from './expression/evaluate.ts';
import { ExpressionError } from './expression/expression.ts';
import { parseExpression } from './expression/parse.ts';
import { appScope, type OrgFacts } from './app-scope.ts';
import { newId } from './ids.ts';
import { invalid, notFound, OktaError } from './okta-error.ts';
import { keepAssignments, withAssignments } from './own-app.ts';

/** 43 characters, as Okta's. */
export function appKey(keys: SigningKeys, createdAt: number): AppKey {
  const der = createPublicKey(new X509Certificate(keys.certificate).publicKey.export({ type: 'spki', format: 'pem' }));
  const kid = createHash('sha256')
    .update(der.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
  return { kid, keys, createdAt };
}

export interface AppStore {
  list(): readonly AppRecord[];
  /** Throws E0000007. */
  find(id: string): AppRecord;
  /** Throws E0000001. */
  create(body: unknown, active: boolean): AppRecord;
  replace(id: string, body: unknown): AppRecord;
  change(id: string, change: Partial<AppRecord>): AppRecord;
  /** Throws where it is active, or came with the sandbox. */
  remove(id: string): void;
}

export interface AppStoreParts {
  /** The app that comes with the sandbox; its assignments are kept in the directory. */
  readonly own: AppRecord;
  readonly directory: Directory;
  readonly subdomain: string;
  readonly facts: () => OrgFacts;
  readonly nobody: Person;
  /** Of every new app. */
  readonly keys: SigningKeys;
  readonly accessPolicy: AppRecord['accessPolicy'];
  readonly clock: () => number;
}

function parsedBody(body: unknown): AppBody {
  const parsed = appBodySchema.safeParse(body);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const causes = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw invalid(first?.path.join('.') ?? 'app', ...causes);
  }
  const { responseSigned, assertionSigned, slo, spCertificate } = parsed.data.settings.signOn;
  if (!responseSigned && !assertionSigned) {
    throw invalid('settings.signOn', 'assertionSigned: At least one of response and assertion must be signed');
  }
  if (slo.enabled && !spCertificate) {
    throw invalid('settings.signOn.spCertificate', 'spCertificate: Single logout needs the signature certificate');
  }
  return parsed.data;
}

type Checked = Pick<AppRecord, 'name' | 'key' | 'schema' | 'body'>;

/** The UI and the API refuse a statement that they cannot read, and a name that stands twice. */
function checkStatements(app: Checked, { facts, nobody }: Pick<AppStoreParts, 'facts' | 'nobody'>): void {
  const statements = app.body.settings.signOn.attributeStatements;
  const names = statements.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid('attributeStatements', `Attribute name “${twice}” is used twice`);
  const signer = { person: nobody, groups: [], userName: '', profile: {} };
  const { valueOf } = appScope(app, signer, facts());
  for (const statement of statements) {
    if (statement.type === 'GROUP') continue;
    for (const text of statement.values) checkExpression(text, statement.name, valueOf);
  }
}

export function checkExpression(text: string, name: string, valueOf: Parameters<typeof checkNames>[1]): void {
  try {
    checkNames(parseExpression(text), valueOf);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw invalid(
      'attributeStatements',
      `Attribute statement “${name}”: Invalid expression “${text}”: ${error.message}`,
    );
  }
}

/** `{subdomain}_{letters and digits of the label}_{n}`, with the first n that is free. */
function freeName(label: string, subdomain: string, taken: ReadonlySet<string>): string {
  const stem = `${subdomain}_${label.toLowerCase().replace(/[^a-z0-9]/g, '')}`;
  let number = 1;
  while (taken.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

type Created = Pick<AppRecord, 'body' | 'active' | 'accessPolicy'>;

const newApp = (name: string, key: AppKey, { body, active, accessPolicy }: Created): AppRecord => ({
  id: newId('0oa'),
  key: newId('exk'),
  link: newId('aln'),
  accessPolicy,
  name,
  createdAt: key.createdAt,
  updatedAt: key.createdAt,
  active,
  body,
  kid: key.kid,
  keys: [key],
  schema: new Map(),
  users: new Map(),
  groups: new Map(),
  claims: new Map(),
});

export function createAppStore(parts: AppStoreParts): AppStore {
  const { subdomain, keys, clock, own, directory } = parts;
  const apps = new Map<string, AppRecord>([[own.id, own]]);
  const live = (app: AppRecord): AppRecord => (app.id === own.id ? withAssignments(app, directory) : app);
  const find: AppStore['find'] = (id) => {
    const app = apps.get(id);
    if (app === undefined) throw notFound(id, 'AppInstance');
    return live(app);
  };
  const keep = (app: AppRecord): AppRecord => {
    if (app.id === own.id) keepAssignments(app, directory);
    apps.set(app.id, app);
    return app;
  };
  const takenNames = (): ReadonlySet<string> => new Set([...apps.values()].map(({ name }) => name));
  return {
    list: () => [...apps.values()].map(live),
    find,
    create: (sent, active) => {
      const body = parsedBody(sent);
      const name = freeName(body.label, subdomain, takenNames());
      const app = newApp(name, appKey(keys, clock()), { body, active, accessPolicy: parts.accessPolicy });
      checkStatements(app, parts);
      return keep(app);
    },
    replace: (id, sent) => {
      const app = find(id);
      const body = parsedBody(sent);
      checkStatements({ ...app, body }, parts);
      const kid = body.credentials?.signing?.kid ?? app.kid;
      if (!app.keys.some((key) => key.kid === kid)) throw invalid('credentials.signing.kid', 'kid: unknown key');
      return keep({ ...app, body, kid, updatedAt: clock() });
    },
    change: (id, change) => keep({ ...find(id), updatedAt: clock(), ...change }),
    remove: (id) => {
      if (find(id).active || id === own.id) throw new OktaError(403, 'E0000056', 'Delete application forbidden.');
      apps.delete(id);
    },
  };
}
