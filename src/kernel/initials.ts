/** Up to two initials; none for a name without letters. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).flatMap((word) => word.match(/[\p{L}\p{N}]/u)?.[0] ?? []);
  return [words[0], words.length > 1 ? words.at(-1) : undefined].join('').toUpperCase();
}
