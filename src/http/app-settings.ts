/** What the HTTP layer has to know of the configuration. */
export interface AppSettings {
  /** Without a trailing slash. Its scheme decides about Secure cookies and HSTS, its origin is ours. */
  readonly publicUrl: string;
  /** Origins of other sites that may call endpoints marked `cors`, with credentials. */
  readonly cors: readonly string[];
  /** Number of proxies in front, or their addresses; false: none. */
  readonly trustProxy: false | number | readonly string[];
}

export const isHttps = ({ publicUrl }: Pick<AppSettings, 'publicUrl'>): boolean =>
  new URL(publicUrl).protocol === 'https:';
