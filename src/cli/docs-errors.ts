import type { RefusalEntry } from '../kernel/refusals/entry.ts';
import { HTTP_REFUSALS } from '../kernel/refusals/http.ts';
import { OPERATION_REFUSALS } from '../kernel/refusals/operations.ts';
import { PROVISIONING_REFUSALS } from '../kernel/refusals/provisioning.ts';
import { ROLE_REFUSALS } from '../kernel/refusals/roles.ts';
import { SAML_REFUSALS } from '../kernel/refusals/saml.ts';
import { REFUSALS } from '../kernel/refusals/table.ts';
import { code, markdownTable, page } from './markdown.ts';

type Entries = Readonly<Record<string, Pick<RefusalEntry<object>, 'status' | 'title' | 'hint'>>>;

const SECTIONS: readonly (readonly [title: string, entries: Entries])[] = [
  ['The SAML response, in the order of the checks', SAML_REFUSALS],
  ['Attributes and roles', ROLE_REFUSALS],
  ['Provisioning at Twilio, and the store', PROVISIONING_REFUSALS],
  ['HTTP and the API', HTTP_REFUSALS],
  ['The command line', OPERATION_REFUSALS],
];

/** Of refusal tables that have no section of their own. */
function others(): Entries {
  const shown = new Set(SECTIONS.flatMap(([, entries]) => Object.keys(entries)));
  return Object.fromEntries(Object.entries(REFUSALS).filter(([name]) => !shown.has(name)));
}

const INTRODUCTION =
  'Codes are stable: dashboards and scripts may rely on them. The API answers them as `application/problem+json` (RFC 9457), the login as a page, the command line on standard error.';

const rowsOf = (entries: Entries): readonly (readonly string[])[] =>
  Object.entries(entries).map(([name, { status, title, hint }]) => [code(name), String(status), title, hint]);

/** Every way to be refused. */
export const errorsPage = (): string =>
  page('Errors', 'docs errors', [
    INTRODUCTION,
    ...[...SECTIONS, ['Further services', others()] as const]
      .filter(([, entries]) => Object.keys(entries).length > 0)
      .flatMap(([title, entries]) => [
        `## ${title}`,
        markdownTable(['Code', 'Status', 'Meaning', 'What to do'], rowsOf(entries)),
      ]),
  ]);
