import { escapedText } from '../kernel/terminal.ts';

/** What style.ts paints with: bold, red, green, yellow, gray, and their ends. */
const PAINT = /(\p{Cc}\[(?:1|22|31|32|33|39|90)m)/u;

/**
 * The last gate before a terminal: text from outside is made printable where it is shown, and what was overlooked there
 * does no harm either.
 */
export const terminalText = (text: string, coloured: boolean): string =>
  coloured
    ? text
        .split(PAINT)
        .map((part, index) => (index % 2 === 1 ? part : escapedText(part)))
        .join('')
    : escapedText(text);
