import type { TwilioCalls } from './twilio-calls.ts';

/** A page of the SDK. The next one is where the answer says (meta.next_page_url), never a number of ours. */
export interface SdkPage {
  readonly instances: readonly unknown[];
  readonly nextPageUrl?: string | undefined;
  nextPage(): Promise<SdkPage> | undefined;
}

/** Every resource of a list, page after page, and no further than the caller reads. Each page is repeated by itself. */
export async function* eachOf<T>(
  calls: TwilioCalls,
  operation: string,
  first: () => Promise<SdkPage>,
  read: (resource: unknown) => T,
): AsyncGenerator<T> {
  let load: (() => Promise<SdkPage> | undefined) | undefined = first;
  while (load !== undefined) {
    const current: () => Promise<SdkPage> | undefined = load;
    const { page, items } = await calls.repeatable(operation, async () => {
      const loaded = await current();
      return { page: loaded, items: loaded?.instances.map(read) ?? [] };
    });
    yield* items;
    load = page?.nextPageUrl === undefined ? undefined : (): Promise<SdkPage> | undefined => page.nextPage();
  }
}

/** For short lists: all of it. */
export async function listOf<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
