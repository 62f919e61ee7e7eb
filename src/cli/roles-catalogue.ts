import { catalogueJson } from '../roles/catalogue/catalogue.ts';
import { catalogueTables } from './catalogue-tables.ts';
import type { CliCommand } from './command.ts';
import { lines, table } from './style.ts';

export const rolesCatalogue: CliCommand = {
  name: 'roles catalogue',
  summary: 'all built-in roles and what they may do',
  run: async () => {
    const catalogue = catalogueJson();
    return {
      ok: true,
      json: catalogue,
      text: (style) =>
        lines(
          catalogueTables(catalogue).flatMap(({ title, head, rows, note }) => [
            style.strong(title),
            '',
            table(head, rows, style),
            ...(note === undefined ? [] : ['', style.dim(note)]),
            '',
          ]),
        ).trimEnd(),
    };
  },
};
