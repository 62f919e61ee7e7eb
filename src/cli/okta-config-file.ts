import { X509Certificate } from 'node:crypto';
import { isMap, isNode, isScalar, isSeq } from 'yaml';
import type { YAMLMap } from 'yaml';
import { Refusal } from '../kernel/refusal.ts';
import type { AppConnection } from '../okta/app-connection.ts';
import { appendItem, insertValue, isReference, replaceScalar, spliced, yamlDocument } from './yaml-splice.ts';

export interface ConnectionText {
  /** The whole file, with everything in it that was there. */
  readonly text: string;
  /** What differs, one line each; empty: nothing. */
  readonly changes: readonly string[];
  /** What was left to the operator. */
  readonly notes: readonly string[];
}

interface Edit {
  /** So far; each change is made in the text itself, so that nothing else of it moves. */
  text: string;
  readonly file: string;
  readonly base: readonly string[];
  readonly changes: string[];
  readonly notes: string[];
}

const shown = (value: unknown): string => String(value);

/** A value that comes from the environment or a file is the operator's to set. */
function setScalar(edit: Edit, path: readonly string[], value: string | boolean): void {
  const { base, changes, notes } = edit;
  const whole = [...base, ...path];
  const name = whole.join('.');
  const node = yamlDocument(edit.text).getIn(whole, true);
  if (isReference(node)) {
    notes.push(`${name} is written elsewhere in the file: see that it is ${shown(value)}`);
    return;
  }
  const now = isScalar(node) ? node.value : node;
  if (now === value) return;
  if (typeof now === 'string' && now.includes('${')) {
    notes.push(`${name} comes from ${now}: see that it is ${shown(value)}`);
    return;
  }
  edit.text = spliced(
    edit.text,
    isNode(node)
      ? replaceScalar(edit.text, node, value)
      : insertValue(edit.text, { path: whole, value, file: edit.file }),
  );
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
function addCertificate(edit: Edit, certificate: string): void {
  const { base, changes, notes } = edit;
  const path = [...base, 'idp', 'certificates'];
  const list = yamlDocument(edit.text).getIn(path);
  if (!isSeq(list)) return;
  const texts = list.items.map((item) => (isScalar(item) ? shown(item.value) : ''));
  if (texts.some((text) => fingerprint(text) === fingerprint(certificate))) return;
  if (texts.some((text) => text.includes('${'))) {
    notes.push(`${path.join('.')} comes from elsewhere: see that it has the certificate that signs now`);
    return;
  }
  edit.text = spliced(edit.text, appendItem(edit.text, list, certificate));
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

function ensureYaml(text: string, file: string): void {
  const [error] = yamlDocument(text).errors;
  if (error === undefined) return;
  throw new Refusal('FILE_INVALID', { file, problems: [{ path: file, reason: error.message.split('\n')[0] ?? '' }] });
}

function insert(edit: Edit, path: readonly string[], value: unknown): void {
  edit.text = spliced(edit.text, insertValue(edit.text, { path, value, file: edit.file }));
}

/**
 * The file with the connection in it. Only what differs is written: every other line, comment and blank stays as it is.
 * Refusal FILE_INVALID.
 */
export function withConnection(
  text: string,
  { file, connection, label }: { file: string; connection: string; label?: string | undefined },
  app: AppConnection,
): ConnectionText {
  ensureYaml(text, file);
  const base = ['connections', connection];
  const edit: Edit = { text, file, base, changes: [], notes: [] };
  const entry = yamlDocument(text).getIn(base);
  const idp = isMap(entry) ? entry.get('idp') : undefined;
  if (isMap(entry) && isMap(idp)) {
    editIdp(edit, idp, app);
    allowTiles(edit, entry);
  } else if (isMap(entry)) {
    insert(edit, [...base, 'idp'], { metadataUrl: app.metadataUrl, entityId: app.entityId });
    edit.changes.push(`${base.join('.')}.idp = ${app.metadataUrl}`);
    allowTiles(edit, entry);
  } else {
    insert(edit, base, newEntry(app, label));
    edit.changes.push(`${base.join('.')} = ${app.metadataUrl}`);
  }
  return { text: edit.text, changes: edit.changes, notes: edit.notes };
}

/** The block for a file that somebody edits by hand. */
export const connectionBlock = (connection: string, app: AppConnection, label: string | undefined): string =>
  withConnection('', { file: '', connection, label }, app).text;
