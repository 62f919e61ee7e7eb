import { createHash } from 'node:crypto';
import { get } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';

export interface Asset {
  /** File name with its extension: `gateway.css`. */
  readonly name: string;
  readonly type: string;
  readonly body: string;
}

export interface Assets {
  readonly endpoints: readonly Endpoint[];
  /** The address of an asset, for a page. Changes with the content. */
  readonly href: (name: string) => string;
}

/** The hash is part of the address, so a browser may keep what it has for good. */
const FOREVER = 'public, max-age=31536000, immutable';

const hashOf = (body: string): string => createHash('sha256').update(body).digest('hex').slice(0, 16);

const pathOf = ({ name, body }: Asset): string => `/assets/${hashOf(body)}/${name}`;

const endpointOf = (asset: Asset): Endpoint =>
  get(pathOf(asset), {
    access: 'public',
    platform: true,
    summary: asset.name,
    handle: async () => ({
      status: 200,
      headers: { 'cache-control': FOREVER, etag: `"${hashOf(asset.body)}"` },
      text: asset,
    }),
  });

/** A few small files for our pages, held in memory. */
export function createAssets(assets: readonly Asset[]): Assets {
  const paths = new Map(assets.map((asset) => [asset.name, pathOf(asset)]));
  return {
    endpoints: assets.map(endpointOf),
    href: (name) => {
      const path = paths.get(name);
      if (path === undefined) throw new Error(`No asset is called ${name}`);
      return path;
    },
  };
}
