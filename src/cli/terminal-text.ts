/** Controls but line ends and tabs, direction marks, line separators: whatever makes a terminal act, or read wrongly. */
const UNSAFE = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;
/** What style.ts paints with: bold, red, green, yellow, gray, and their ends. */
const PAINT = /(\p{Cc}\[(?:1|22|31|32|33|39|90)m)/u;

const codeOf = (character: string): string => (character.codePointAt(0) ?? 0).toString(16);
const escaped = (text: string): string => text.replace(UNSAFE, (character) => `\\u{${codeOf(character)}}`);

/**
 * The last gate before a terminal: text from outside is made printable where it is shown, and what was overlooked there
 * does no harm either.
 */
export const terminalText = (text: string, coloured: boolean): string =>
  coloured
    ? text
        .split(PAINT)
        .map((part, index) => (index % 2 === 1 ? part : escaped(part)))
        .join('')
    : escaped(text);

/** The same for JSON, which stays what it says: such characters stand in its texts only (RFC 8259 7). */
export const terminalJson = (json: string): string =>
  json.replace(UNSAFE, (character) => `\\u${codeOf(character).padStart(4, '0')}`);
