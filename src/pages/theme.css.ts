type Tokens = Readonly<Record<string, string>>;

/** The same on a light and a dark screen. */
const SHAPES: Tokens = {
  'radius-small': '8px',
  'radius-medium': '12px',
  'radius-large': '18px',
  'font-text': 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
  'font-code':
    'ui-monospace, "SF Mono", SFMono-Regular, "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  'width-page': '1120px',
  'width-text': '640px',
};

const LIGHT: Tokens = {
  canvas: '#f5f6fa',
  surface: '#ffffff',
  sunken: '#f1f3f9',
  line: '#e1e4ee',
  'line-strong': '#c6cbdc',
  ink: '#161a2e',
  muted: '#5a6179',
  accent: '#4a44d8',
  'accent-strong': '#3730b0',
  'accent-soft': '#ecebfd',
  'on-accent': '#ffffff',
  agent: '#0b6e66',
  'agent-soft': '#dcf4f0',
  supervisor: '#1b57b8',
  'supervisor-soft': '#e2edfd',
  admin: '#7a2fa8',
  'admin-soft': '#f3e6fb',
  insights: '#855000',
  'insights-soft': '#fdf0d9',
  good: '#17683a',
  'good-soft': '#e0f5e8',
  warn: '#8a4a00',
  'warn-soft': '#fff1dc',
  bad: '#b3261e',
  'bad-soft': '#fdeae8',
  shadow: '0 1px 2px rgb(22 26 46 / 6%), 0 8px 24px rgb(22 26 46 / 5%)',
};

const DARK: Tokens = {
  canvas: '#0e111c',
  surface: '#171b2b',
  sunken: '#1f2438',
  line: '#2a3049',
  'line-strong': '#444c6e',
  ink: '#e9ebf6',
  muted: '#a2a9c4',
  accent: '#9a95ff',
  'accent-strong': '#b9b5ff',
  'accent-soft': '#282750',
  'on-accent': '#12132b',
  agent: '#6ed6c5',
  'agent-soft': '#10393a',
  supervisor: '#8fbcff',
  'supervisor-soft': '#1a3157',
  admin: '#d7a4f7',
  'admin-soft': '#3a2152',
  insights: '#f2c071',
  'insights-soft': '#41301a',
  good: '#7fd8a2',
  'good-soft': '#153a28',
  warn: '#f5bd76',
  'warn-soft': '#3f2c17',
  bad: '#ff9d94',
  'bad-soft': '#46211f',
  shadow: '0 1px 2px rgb(0 0 0 / 40%), 0 8px 24px rgb(0 0 0 / 25%)',
};

const declared = (tokens: Tokens): string =>
  Object.entries(tokens)
    .map(([name, value]) => `--${name}: ${value};`)
    .join('\n');

/** Design tokens as custom properties. Every other rule of the stylesheet takes its colours from here. */
export const themeCss = `:root {
color-scheme: light dark;
${declared(SHAPES)}
${declared(LIGHT)}
}
@media (prefers-color-scheme: dark) {
:root {
${declared(DARK)}
}
}`;
