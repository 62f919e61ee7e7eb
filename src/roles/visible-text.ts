/** Direction marks and overrides: they make a text read as another one (Unicode TR 36). */
const BIDI_CONTROL = /\p{Bidi_Control}/u;
/** Controls, line and paragraph separators, lone surrogates. */
const CONTROL = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
/** All that takes no ink: the above, zero-width characters, fillers, variation selectors, and blanks but the plain one. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u;

/** Zero-width joiners are allowed: Persian names and the scripts of India need them. */
export const hasControls = (text: string): boolean => CONTROL.test(text) || BIDI_CONTROL.test(text);

const INK = /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/** Whether there is anything to see. */
export const hasInk = (text: string): boolean => INK.test(text);

export const hasInvisible = (text: string): boolean => INVISIBLE.test(text);

export const hasOuterBlanks = (text: string): boolean => text.trim() !== text;

const XML_BLANKS: ReadonlySet<string> = new Set([' ', '\t', '\r', '\n']);

/**
 * Without the white space of XML around it. Other blanks stay: a value that holds them is another value. A loop, as the
 * regular expression for it takes quadratic time on a long run of blanks inside the value.
 */
export function trimXmlBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && XML_BLANKS.has(text.charAt(start))) start += 1;
  while (end > start && XML_BLANKS.has(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
