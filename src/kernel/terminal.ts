/** Controls but line ends and tabs, direction marks, line separators: whatever makes a terminal act, or read wrongly. */
const UNSAFE = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

const codeOf = (character: string): string => (character.codePointAt(0) ?? 0).toString(16);

/** Text with everything that a terminal would act on written out. */
export const escapedText = (text: string): string => text.replace(UNSAFE, (character) => `\\u{${codeOf(character)}}`);

/** The same for JSON, which stays what it says: such characters stand in its texts only (RFC 8259 7). */
export const escapedJson = (json: string): string =>
  json.replace(UNSAFE, (character) => `\\u${codeOf(character).padStart(4, '0')}`);
