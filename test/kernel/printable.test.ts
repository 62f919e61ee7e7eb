import { printable, quoted } from '../../src/kernel/printable.ts';

test.each([
  { title: 'plain text', text: 'supervisor', shown: 'supervisor' },
  { title: 'other scripts', text: 'Zoë 李', shown: 'Zoë 李' },
  { title: 'a zero-width space', text: 'ad\u200Bmin', shown: String.raw`ad\u{200b}min` },
  { title: 'a bidi override', text: '\u202Enimda', shown: String.raw`\u{202e}nimda` },
  { title: 'a line break', text: 'a\r\nb', shown: String.raw`a\u{d}\u{a}b` },
  { title: 'a no-break space', text: 'a\u00A0b', shown: String.raw`a\u{a0}b` },
])('$title is shown so that its reader sees what it is', ({ text, shown }) => {
  expect(printable(text)).toBe(shown);
});

test('long text is cut', () => {
  expect(printable('x'.repeat(500))).toBe(`${'x'.repeat(80)}…`);
});

test('values are quoted one by one', () => {
  expect(quoted(['agent', 'wfo.x'])).toBe('“agent”, “wfo.x”');
});
