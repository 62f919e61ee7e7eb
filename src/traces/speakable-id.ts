const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aeio';
const BITS_PER_SYLLABLE = 6;
const SYLLABLES = 8;

/** 48 random bits as four pronounceable words, such as `bako-timi-sero-lafi`: to be read out over the telephone. */
export function speakableId(randomBytes: (size: number) => Uint8Array): string {
  const bytes = randomBytes((SYLLABLES * BITS_PER_SYLLABLE) / 8);
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const syllables = Array.from({ length: SYLLABLES }, (_, index) => {
    const value = Number.parseInt(bits.slice(index * BITS_PER_SYLLABLE, (index + 1) * BITS_PER_SYLLABLE), 2);
    return `${CONSONANTS[value >> 2]}${VOWELS[value & 3]}`;
  });
  return [0, 2, 4, 6].map((start) => `${syllables[start]}${syllables[start + 1]}`).join('-');
}

export const isSpeakableId = (text: string): boolean =>
  /^(?:[bdfghjklmnprstvz][aeio]){2}(?:-(?:[bdfghjklmnprstvz][aeio]){2}){3}$/.test(text);
