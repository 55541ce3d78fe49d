import { expect, it } from 'vitest';
import { slugOf, vendorIdOf } from './natural-ids.ts';

it('tells vendors apart whose names differ in a vowel sign, and not by case, accents or spaces', () => {
  expect(vendorIdOf('कुर्ता')).not.toBe(vendorIdOf('कुर्ती'));
  expect(vendorIdOf('சேலை')).not.toBe(vendorIdOf('சாலை'));
  expect(vendorIdOf('Chloé & Söhne')).toBe(vendorIdOf(' CHLOE and  SOHNE '));
  expect(slugOf('Chloé & Söhne')).toBe('chloe-and-sohne');
});
