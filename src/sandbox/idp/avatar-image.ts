import { initials, type Named } from '../ui/avatar.tsx';
import { AVATAR_COLORS, avatarTone } from '../ui/theme.ts';
import { xmlText } from './xml.ts';

/** The picture behind a person's `image_url`, as SVG. */
export const avatarImage = (person: Named): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 96 96">` +
  `<rect width="96" height="96" fill="${AVATAR_COLORS[avatarTone(person.id)] ?? AVATAR_COLORS[0]}"/>` +
  `<text x="48" y="48" dy=".35em" text-anchor="middle" font-family="sans-serif" font-size="36" fill="#fff">` +
  `${xmlText(initials(person))}</text></svg>`;
