import { z } from 'zod';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The fifteenth character follows from the others: every second one counts double, digits to base 36 are summed up. */
const hasCheckDigit = (gstin: string): boolean => {
  const base = ALPHABET.length;
  const sum = Array.from(gstin.slice(0, -1)).reduce((total, character, index) => {
    const product = ALPHABET.indexOf(character) * (1 + (index % 2));
    return total + Math.floor(product / base) + (product % base);
  }, 0);
  return ALPHABET[(base - (sum % base)) % base] === gstin.at(-1);
};

/** A number under which somebody is registered for India's goods and services tax; its first two digits are the code of a state. */
export const Gstin = z
  .string()
  .regex(/^\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]$/, 'must be a GST number of 15 characters')
  .refine(hasCheckDigit, 'must be a GST number: its last character does not fit the others');
