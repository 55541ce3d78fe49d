/** A name as it is kept: composed, with single blanks. */
export const tidyName = (name: string): string => name.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** What tells two names apart: neither case nor blanks nor what nobody sees. */
export const nameKey = (name: string): string =>
  tidyName(name.replace(/\p{Cf}+/gu, ''))
    .toUpperCase()
    .toLowerCase()
    .normalize('NFC');
