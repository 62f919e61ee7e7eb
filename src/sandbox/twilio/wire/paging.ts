import { ApiError, demand, invalid } from './api-error.ts';
import type { Entry } from './collection.ts';
import { ok, type Answer, type Call } from './operation.ts';

const DEFAULT_PAGE_SIZE = 50;

interface Listing<T> {
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

interface Neighbours {
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

/** Page tokens of what lies before and after the items shown. */
function neighbours<T>(entries: readonly Entry<T>[], shown: readonly Entry<T>[]): Neighbours {
  const [first, last] = [shown[0], shown.at(-1)];
  const before = first && entries.some(({ order }) => order < first.order);
  const after = last && entries.some(({ order }) => order > last.order);
  return {
    previous: before === true ? `PB${first.order.toString(16)}` : undefined,
    next: after === true ? `PA${last.order.toString(16)}` : undefined,
  };
}

function pageUrl(call: Call, size: number, page: number, token: string | undefined): string {
  const query = call.query.without('Page', 'PageSize', 'PageToken');
  query.append('PageSize', String(size));
  query.append('Page', String(page));
  if (token !== undefined) query.append('PageToken', token);
  return `${call.base}${call.resource}?${query}`;
}

/** One page of a list, with the `meta` that leads to its neighbours. Filters of the request stay in every URL. */
export function pageOf<T>(call: Call, listing: Listing<T>): Answer {
  const size = readPageSize(call, listing.largestPage);
  const page = call.query.whole('Page') ?? 0;
  const shown = slice(listing.entries, readCursor(call), size);
  const { previous, next } = neighbours(listing.entries, shown);
  return ok({
    [listing.key]: shown.map(({ item }) => listing.present(item)),
    meta: {
      page,
      page_size: size,
      first_page_url: pageUrl(call, size, 0, undefined),
      previous_page_url: previous === undefined ? null : pageUrl(call, size, Math.max(0, page - 1), previous),
      url: pageUrl(call, size, page, call.query.text('PageToken')),
      next_page_url: next === undefined ? null : pageUrl(call, size, page + 1, next),
      key: listing.key,
    },
  });
}
