import { expect, it } from 'vitest';
import { slugOf, vendorIdOf } from './natural-ids.ts';

it('tells vendors apart whose names differ in a vowel sign, and not by case, accents or spaces', () => {
  expect(vendorIdOf('कुर्ता')).not.toBe(vendorIdOf('कुर्ती'));
  expect(vendorIdOf('சேலை')).not.toBe(vendorIdOf('சாலை'));
  expect(vendorIdOf('Chloé & Söhne')).toBe(vendorIdOf(' CHLOE and  SOHNE '));
  expect(slugOf('Chloé & Söhne')).toBe('chloe-and-sohne');
});

it('keeps the vowel signs of Indian scripts in slugs', () => {
  expect(slugOf('रेशमी साड़ी')).toBe('रेशमी-साड़ी'.normalize('NFC'));
  expect(slugOf('పట్టు చీర')).toBe('పట్టు-చీర');
  expect(slugOf('பட்டுச் சேலை & வேட்டி')).toBe('பட்டுச்-சேலை-and-வேட்டி');
  expect(slugOf('कुर्ता')).not.toBe(slugOf('कुर्ती'));
  expect(slugOf('సారీ')).not.toBe(slugOf('సరి'));
});
it('makes one slug of what is drawn alike, and none of marks alone', () => {
  expect(slugOf('क\u094D\u200Dष')).toBe('क\u094Dष');
  expect(slugOf('\u093F \u0BC7')).toBe('item');
  expect(slugOf('\u0958')).toBe(slugOf('\u0915\u093C'));
});
it('cuts between letters, never off a vowel sign or at a hyphen', () => {
  expect(slugOf('साड़ी', 3)).toBe('सा');
  expect(slugOf('साड़ी', 4)).toBe('सा');
  expect(slugOf('a'.repeat(120))).toHaveLength(100);
  expect(slugOf(`${'a'.repeat(99)} b`)).toBe('a'.repeat(99));
  expect(slugOf('a\u{1D51E}\u{10400}', 2)).toBe('aa');
  expect(slugOf('a\u{10428}', 2)).toBe('a');
});
