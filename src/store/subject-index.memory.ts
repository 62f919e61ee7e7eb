import type { PageRequest, SubjectIndex, SubjectPage } from '../provisioning/subject-index.ts';
import { pageOf, placeIn, seenOf } from './subject-cursor.ts';
import type { Place } from './subject-cursor.ts';
import { subjectText } from './subject-state-text.ts';

const compareMembers = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const inOrder = (a: Place, b: Place): number => a.at - b.at || compareMembers(a.member, b.member);

export function memorySubjectIndex(): SubjectIndex {
  const lastSeen = new Map<string, number>();
  const isAfter = (place: Place, cursor: Place): boolean =>
    lastSeen.get(cursor.member) === cursor.at ? inOrder(place, cursor) > 0 : place.at >= cursor.at;
  const page = async (before: number, { limit, cursor }: PageRequest): Promise<SubjectPage> => {
    const start = cursor === undefined ? undefined : placeIn(cursor);
    const found = [...lastSeen]
      .map(([member, at]): Place => ({ member, at }))
      .filter((place) => place.at < before && (start === undefined || isAfter(place, start)))
      .toSorted(inOrder);
    return pageOf(found.slice(0, limit).map(seenOf), limit);
  };
  return {
    seen: async (subject, at) => {
      const member = subjectText(subject);
      lastSeen.set(member, Math.max(at, lastSeen.get(member) ?? 0));
    },
    idle: page,
    all: (request) => page(Infinity, request),
    count: async () => lastSeen.size,
    forget: async (subject) => void lastSeen.delete(subjectText(subject)),
  };
}
