import { ApiError, demand, invalid } from './api-error.ts';
import type { Entry } from './collection.ts';
import { ok, type Answer, type Call } from './operation.ts';

const DEFAULT_PAGE_SIZE = 50;

export interface Listing<T> {
  /** Name of the array in the answer, also `meta.key`. */
  readonly key: string;
  /** The largest PageSize that the API takes: 1000 in TaskRouter, 50 or 100 in Conversations. */
  readonly largestPage: number;
  readonly entries: readonly Entry<T>[];
  present(item: T): object;
}

interface Cursor {
  readonly direction: 'first' | 'after' | 'before';
  readonly order: number;
}

function readCursor(call: Call): Cursor {
  const token = call.query.text('PageToken');
  const page = call.query.whole('Page') ?? 0;
  const parts = /^P([AB])([\da-f]{1,12})$/.exec(token ?? '');
  if (parts === null) {
    const valid = token === undefined && page === 0;
    demand(valid, () => new ApiError(400, 21481, 'Invalid page token: follow next_page_url instead of building it'));
    return { direction: 'first', order: 0 };
  }
  return { direction: parts[1] === 'A' ? 'after' : 'before', order: Number.parseInt(parts[2] ?? '', 16) };
}

function readPageSize(call: Call, largest: number): number {
  const size = call.query.whole('PageSize') ?? DEFAULT_PAGE_SIZE;
  demand(size >= 1, () => invalid('Invalid PageSize: at least 1 is expected'));
  demand(size <= largest, () => new ApiError(400, 20007, `Page size too large: the maximum page size is ${largest}`));
  return size;
}

function slice<T>(entries: readonly Entry<T>[], cursor: Cursor, size: number): readonly Entry<T>[] {
  if (cursor.direction === 'before') return entries.filter(({ order }) => order < cursor.order).slice(-size);
  return entries.filter(({ order }) => order > cursor.order).slice(0, size);
}

/** One page of a list, with the `meta` that leads to its neighbours. Filters of the request stay in every URL. */
export function pageOf<T>(call: Call, listing: Listing<T>): Answer {
  const size = readPageSize(call, listing.largestPage);
  const page = call.query.whole('Page') ?? 0;
  const shown = slice(listing.entries, readCursor(call), size);
  const [first, last] = [shown[0]?.order ?? 0, shown.at(-1)?.order ?? 0];
  const url = (number: number, token?: string): string => {
    const query = call.query.without('Page', 'PageSize', 'PageToken');
    query.append('PageSize', String(size));
    query.append('Page', String(number));
    if (token !== undefined) query.append('PageToken', token);
    return `${call.base}${call.resource}?${query}`;
  };
  const more = listing.entries.some(({ order }) => order > last) && shown.length > 0;
  const before = shown.length > 0 && listing.entries.some(({ order }) => order < first);
  return ok({
    [listing.key]: shown.map(({ item }) => listing.present(item)),
    meta: {
      page,
      page_size: size,
      first_page_url: url(0),
      previous_page_url: before ? url(Math.max(0, page - 1), `PB${first.toString(16)}`) : null,
      url: url(page, call.query.text('PageToken')),
      next_page_url: more ? url(page + 1, `PA${last.toString(16)}`) : null,
      key: listing.key,
    },
  });
}
