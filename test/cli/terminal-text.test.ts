import { styleText } from 'node:util';
import * as fc from 'fast-check';
import { COLOURS, PLAIN } from '../../src/cli/style.ts';
import { terminalText } from '../../src/cli/terminal-text.ts';
import { escapedJson } from '../../src/kernel/terminal.ts';

test.each(Object.entries(COLOURS))('%s of ours passes to a terminal that shows colours', (_name, paint) => {
  expect(terminalText(paint('word'), true)).toBe(paint('word'));
});

test.each([
  ['a screen wiped', '\u001B[2J', '\\u{1b}[2J'],
  ['a title', '\u001B]0;owned\u0007', '\\u{1b}]0;owned\\u{7}'],
  ['a control of one byte', '\u009B2J', '\\u{9b}2J'],
  ['text that is hidden', styleText('hidden', 'x', { validateStream: false }), '\\u{1b}[8mx\\u{1b}[28m'],
  ['a line over-written', 'refused\rgranted', 'refused\\u{d}granted'],
  ['a direction turned', '\u202Egnp.exe', '\\u{202e}gnp.exe'],
])('%s is shown and not done', (_title, text, shown) => {
  for (const coloured of [true, false]) expect(terminalText(text, coloured)).toBe(shown);
});

test('without colours not even ours pass, and what is plain stays as it is', () => {
  expect(terminalText(COLOURS.good('word'), false)).not.toContain('\u001B');
  expect(terminalText(PLAIN.good('zoë\n\tمریم‌گلی 👩‍💻'), true)).toBe('zoë\n\tمریم‌گلی 👩‍💻');
});

test('JSON says the same as before, whatever it holds', () => {
  const text = fc.string({
    unit: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u009B', '\u202E', '\u007F')),
  });
  fc.assert(
    fc.property(text, (value) => {
      const json = escapedJson(JSON.stringify({ value }, null, 2));
      expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
      expect(JSON.parse(json)).toEqual({ value });
    }),
  );
});
