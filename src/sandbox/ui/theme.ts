/** Design tokens of the sandbox's pages: light, one accent, a tone for each kind of role. */
export const THEME = {
  'color-canvas': '#f5f6fa',
  'color-surface': '#ffffff',
  'color-sunken': '#f0f2f8',
  'color-ink': '#161a2e',
  'color-muted': '#5c6480',
  'color-line': '#e1e4ee',
  'color-accent': '#4a44d8',
  'color-accent-strong': '#3730b0',
  'color-accent-soft': '#ecebfd',
  'color-agent': '#0b6e66',
  'color-agent-soft': '#dcf4f0',
  'color-supervisor': '#1b57b8',
  'color-supervisor-soft': '#e2edfd',
  'color-admin': '#7a2fa8',
  'color-admin-soft': '#f3e6fb',
  'color-insights': '#8a5300',
  'color-insights-soft': '#fdf0d9',
  'color-danger': '#b3261e',
  'color-danger-soft': '#fdeae8',
  'color-success': '#17683a',
  'color-success-soft': '#e0f5e8',
  'radius-small': '8px',
  'radius-large': '16px',
  'shadow-card': '0 1px 2px rgb(22 26 46 / 6%), 0 6px 20px rgb(22 26 46 / 5%)',
  'shadow-raised': '0 2px 4px rgb(22 26 46 / 8%), 0 14px 36px rgb(22 26 46 / 10%)',
  'font-text': 'Inter, "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, "Noto Sans CJK SC", sans-serif',
  'font-code': '"SF Mono", ui-monospace, "Cascadia Code", Menlo, Consolas, monospace',
} as const;

/** The tokens as custom properties of the root. */
export const themeVariables = (): string =>
  `:root{color-scheme:light;${Object.entries(THEME)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')}}`;

/** Backgrounds of avatars, dark enough for white letters. Their order is that of the `avatar-N` classes. */
export const AVATAR_COLORS = [
  '#4a44d8',
  '#0f766e',
  '#b4326b',
  '#1d62c4',
  '#8a4b12',
  '#6b3fb0',
  '#2f6b34',
  '#a13d2d',
] as const;

/** The same color for the same name, anywhere. */
export const avatarTone = (id: string): number =>
  Array.from(id).reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 997, 7) %
  AVATAR_COLORS.length;
