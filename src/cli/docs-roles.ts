import { catalogueJson } from '../roles/catalogue/catalogue.ts';
import { catalogueTables } from './catalogue-tables.ts';
import { markdownTable, page } from './markdown.ts';

const INTRODUCTION =
  'Exactly one Flex role is effective for a person, any number of Insights roles beside it (none for an agent). A star marks what works in the Analytics portal only.';

/** All roles and features. */
export const rolesPage = (): string =>
  page('Roles and what they may do', 'docs roles', [
    INTRODUCTION,
    ...catalogueTables(catalogueJson()).flatMap(({ title, head, rows, note }) => [
      `## ${title}`,
      // Stars would be read as emphasis.
      markdownTable(
        head,
        rows.map((row) => row.map((cell) => cell.replaceAll('*', '\\*'))),
      ),
      ...(note === undefined ? [] : [note.replaceAll('*', '\\*')]),
    ]),
  ]);
