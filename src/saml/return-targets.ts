/** An allowed place to return to after a login: scheme, host, port and a path prefix on a segment boundary. */
export interface ReturnTarget {
  readonly url: string;
  /** Append `?code=`, a single-use code for POST /api/token/exchange: for an app on another site. */
  readonly code: boolean;
}

export interface ReturnChoice {
  readonly target: ReturnTarget;
  /** Why what was asked for was dropped for the first entry. */
  readonly dropped?: string;
}

const LONGEST = 2048;
/** Anything else a browser percent-encodes itself; a backslash it takes for a slash. */
const URL_CHARACTERS = /^[!-[\]-~]+$/;
const ABSOLUTE = /^https?:\/\/[^/@?#]+(?:[/?#]|$)/i;
/** `.` and `..` as segments, and the encodings of dot, slash, backslash, percent and control characters. */
const TRICKY_PATH = /(?:^|\/)\.{1,2}(?:\/|$)|%(?:2e|2f|5c|25|7f|[01][\da-f])/i;

/**
 * Where the browser goes after a login (design 4.1): what was asked for, where it lies inside an allowed entry, else the
 * first entry. Never an open redirect, so what cannot be read in one way only is dropped. A fragment is kept: it never
 * leaves the browser, and apps keep their place in it.
 */
export function chooseReturnTarget(
  asked: string | undefined,
  targets: readonly [ReturnTarget, ...ReturnTarget[]],
): ReturnChoice {
  if (asked === undefined || asked === '') return { target: targets[0] };
  const fault = faultOf(asked);
  if (fault !== undefined) return { target: targets[0], dropped: fault };
  const url = new URL(asked);
  const entry = bestEntry(url, targets);
  if (entry === undefined) return { target: targets[0], dropped: 'it lies outside every entry of returnTo' };
  // A code in the address would take the place of ours, and log the person in as somebody else.
  if (entry.code && url.searchParams.has('code')) return { target: targets[0], dropped: 'it brings a code of its own' };
  return { target: { url: url.href, code: entry.code } };
}

function faultOf(asked: string): string | undefined {
  if (asked.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  if (!URL_CHARACTERS.test(asked)) return 'it contains a character that an address may not contain';
  if (!ABSOLUTE.test(asked) || !URL.canParse(asked))
    return 'it is not an absolute http or https address without user name';
  const path = asked.replace(/[?#].*$/s, '').replace(/^https?:\/\/[^/]*/i, '');
  return TRICKY_PATH.test(path) ? 'its path contains dot segments or encoded separators' : undefined;
}

/** The entry with the longest path that holds it: entries of one host may differ in `code`. */
function bestEntry(url: URL, targets: readonly ReturnTarget[]): ReturnTarget | undefined {
  return targets.filter((target) => holds(new URL(target.url), url)).toSorted((a, b) => b.url.length - a.url.length)[0];
}

function holds(entry: URL, url: URL): boolean {
  const prefix = entry.pathname.replace(/\/+$/, '');
  return url.origin === entry.origin && (url.pathname === prefix || url.pathname.startsWith(`${prefix}/`));
}
