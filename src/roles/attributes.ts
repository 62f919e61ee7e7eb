/**
 * Attributes of a verified assertion: the IdP's name to its values as they stood in the XML (untrimmed, in order, over
 * all Attribute elements of that name). A name with no value at all has an empty list. A Map, because a name from
 * outside may be `__proto__` or `constructor`.
 */
export type Attributes = ReadonlyMap<string, readonly string[]>;

/** Absent is not empty: each of the three has a declared policy (design 3.5). */
export type AttributeState = 'absent' | 'empty' | 'present';
