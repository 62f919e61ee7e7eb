/** Milliseconds since the Unix epoch. Handed in everywhere, so that every decision can be repeated from data alone. */
export type Clock = () => number;
