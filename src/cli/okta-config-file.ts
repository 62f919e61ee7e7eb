import { X509Certificate } from 'node:crypto';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import { Refusal } from '../kernel/refusal.ts';
import type { AppConnection } from '../okta/app-connection.ts';

export interface ConnectionText {
  /** The whole file, with everything in it that was there. */
  readonly text: string;
  /** What differs, one line each; empty: nothing. */
  readonly changes: readonly string[];
  /** What was left to the operator. */
  readonly notes: readonly string[];
}

interface Edit {
  readonly document: Document;
  readonly base: readonly string[];
  readonly changes: string[];
  readonly notes: string[];
}

const shown = (value: unknown): string => String(value);

/** A value that comes from the environment or a file is the operator's to set. */
function setScalar({ document, base, changes, notes }: Edit, path: readonly string[], value: string | boolean): void {
  const whole = [...base, ...path];
  const name = whole.join('.');
  const now = document.getIn(whole);
  if (now === value) return;
  if (typeof now === 'string' && now.includes('${')) {
    notes.push(`${name} comes from ${now}: see that it is ${shown(value)}`);
    return;
  }
  document.setIn(whole, value);
  changes.push(now === undefined ? `${name} = ${shown(value)}` : `${name}: ${shown(now)} → ${shown(value)}`);
}

const fingerprint = (pem: string): string | undefined => {
  try {
    return new X509Certificate(pem).fingerprint256;
  } catch {
    return undefined;
  }
};

/** Keys that the operator wrote down one by one stay; the one that signs joins them. */
function addCertificate({ document, base, changes, notes }: Edit, certificate: string): void {
  const path = [...base, 'idp', 'certificates'];
  const list = document.getIn(path);
  if (!isSeq(list)) return;
  const texts = list.items.map((item) => (isScalar(item) ? shown(item.value) : ''));
  if (texts.some((text) => fingerprint(text) === fingerprint(certificate))) return;
  if (texts.some((text) => text.includes('${'))) {
    notes.push(`${path.join('.')} comes from elsewhere: see that it has the certificate that signs now`);
    return;
  }
  list.add(document.createNode(certificate));
  changes.push(`${path.join('.')}: one certificate more`);
}

function editIdp(edit: Edit, idp: YAMLMap, app: AppConnection): void {
  if (idp.has('metadataFile')) {
    edit.notes.push(
      `${[...edit.base, 'idp', 'metadataFile'].join('.')}: put the metadata of ${app.metadataUrl} into it`,
    );
    return;
  }
  const byHand = !idp.has('metadataUrl') && idp.has('ssoUrl');
  setScalar(edit, ['idp', 'entityId'], app.entityId);
  if (byHand) setScalar(edit, ['idp', 'ssoUrl'], app.ssoUrl);
  else setScalar(edit, ['idp', 'metadataUrl'], app.metadataUrl);
  addCertificate(edit, app.certificate);
}

/** A tile is a login that starts at the IdP. Whoever wrote `false` meant it. */
function allowTiles(edit: Edit, entry: YAMLMap): void {
  if (!entry.has('idpInitiated')) setScalar(edit, ['idpInitiated'], true);
  else if (entry.get('idpInitiated') === false) {
    edit.notes.push(`${edit.base.join('.')}.idpInitiated is false: clicks on the tile are refused`);
  }
}

const newEntry = (app: AppConnection, label: string | undefined): object => ({
  preset: 'okta',
  ...(label !== undefined && { label }),
  idp: { metadataUrl: app.metadataUrl, entityId: app.entityId },
  idpInitiated: true,
});

function parsed(text: string, file: string): Document {
  const document = parseDocument(text, { uniqueKeys: true });
  const [error] = document.errors;
  if (error === undefined) return document;
  throw new Refusal('FILE_INVALID', { file, problems: [{ path: file, reason: error.message.split('\n')[0] ?? '' }] });
}

/** The file with the connection in it. Comments, order and everything that is the operator's stay. */
export function withConnection(
  text: string,
  { file, connection, label }: { file: string; connection: string; label?: string | undefined },
  app: AppConnection,
): ConnectionText {
  const document = parsed(text, file);
  const base = ['connections', connection];
  const edit: Edit = { document, base, changes: [], notes: [] };
  const entry = document.getIn(base);
  const idp = isMap(entry) ? entry.get('idp') : undefined;
  if (isMap(entry) && isMap(idp)) {
    editIdp(edit, idp, app);
    allowTiles(edit, entry);
  } else if (isMap(entry)) {
    document.setIn([...base, 'idp'], document.createNode({ metadataUrl: app.metadataUrl, entityId: app.entityId }));
    edit.changes.push(`${base.join('.')}.idp = ${app.metadataUrl}`);
    allowTiles(edit, entry);
  } else {
    document.setIn(base, document.createNode(newEntry(app, label)));
    edit.changes.push(`${base.join('.')} = ${app.metadataUrl}`);
  }
  const { changes, notes } = edit;
  return { text: changes.length === 0 ? text : document.toString({ lineWidth: 0 }), changes, notes };
}

/** The block for a file that somebody edits by hand. */
export function connectionBlock(connection: string, app: AppConnection, label: string | undefined): string {
  const document = parseDocument('');
  document.setIn(['connections', connection], document.createNode(newEntry(app, label)));
  return document.toString({ lineWidth: 0 });
}
