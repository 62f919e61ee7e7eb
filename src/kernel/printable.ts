const LONGEST = 80;
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/**
 * Text from outside, made safe to show: control, bidi, zero-width and other invisible characters as \u{…} escapes, cut
 * at 80 characters.
 */
export function printable(text: string): string {
  const escaped = text
    .slice(0, LONGEST)
    .replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return escaped + (text.length > LONGEST ? '…' : '');
}

export const hasInvisible = (text: string): boolean => text.search(INVISIBLE) >= 0;

/** Of a text that `printable` answered: whether it may say something else than what came in. */
export const mayBeAltered = (text: string): boolean =>
  text.includes('\\u{') || (text.length > LONGEST && text.endsWith('…'));

/** With a full stop, where it has no end of its own. */
export const sentence = (text: string): string => (/[.?!…]$/.test(text) ? text : `${text}.`);

export const quoted = (values: readonly string[]): string => values.map((value) => `“${printable(value)}”`).join(', ');
