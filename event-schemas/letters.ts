/**
 * Marks that people leave out and still read the same word: accents of Latin, Greek and Cyrillic letters and the vowel points of
 * Arabic and Hebrew. The vowel signs of Indian scripts are marks of the same kind to Unicode and letters to everybody who reads
 * them: without them कुर्ता and कुर्ती are one word. The two voicing marks of Kana stay for the same reason.
 */
const ACCENT = /(?![\u3099\u309A])(?=\p{M})[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}]/gu;
/** Characters without width that only say how letters are drawn. */
const JOINER = /[\u200B-\u200D\u2060\uFEFF]/g;

/** The text as it is compared: compatibility forms made one, accents and joiners gone, every other mark kept. */
export const withoutAccents = (text: string): string =>
  text.normalize('NFKD').replace(ACCENT, '').replace(JOINER, '').normalize('NFC');

/** Signs that Indian scripts are often typed without, or with a sign that stands for the same. */
const NUKTA = /[\u093C\u09BC\u0A3C\u0ABC\u0CBC]/g;
const NASAL_SIGNS: Readonly<Record<string, string>> = { '\u0901': '\u0902', '\u0981': '\u0982', '\u0A81': '\u0A82' };

/**
 * The text as it is searched: besides accents the nukta falls away (ड़ and ड), and a chandrabindu is an anusvara (ँ and ं), since
 * keyboards and people differ in them.
 */
export const searchable = (text: string): string =>
  withoutAccents(text)
    .normalize('NFD')
    .replace(NUKTA, '')
    .replace(/[\u0901\u0981\u0A81]/g, (sign) => NASAL_SIGNS[sign]!)
    .normalize('NFC');
