export interface Entry<T> {
  /** Grows with each addition and is never used again: a page that starts after it misses nothing and repeats nothing. */
  readonly order: number;
  readonly item: T;
}

/** Resources of one kind, in the order of their creation. */
export class Collection<T extends { readonly sid: string }> {
  readonly #entries = new Map<string, Entry<T>>();
  #order = 0;

  add(item: T): T {
    this.#order += 1;
    this.#entries.set(item.sid, { order: this.#order, item });
    return item;
  }

  get(sid: string): T | undefined {
    return this.#entries.get(sid)?.item;
  }

  remove(sid: string): void {
    this.#entries.delete(sid);
  }

  get items(): readonly T[] {
    return [...this.#entries.values()].map(({ item }) => item);
  }

  get size(): number {
    return this.#entries.size;
  }

  entries(keep: (item: T) => boolean = () => true): readonly Entry<T>[] {
    return [...this.#entries.values()].filter(({ item }) => keep(item));
  }
}
