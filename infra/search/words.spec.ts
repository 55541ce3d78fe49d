import { describe, expect, it } from 'vitest';
import { MARKS, nameParts, wordsOf, WORDS_MAX } from './words.ts';

const marked = (text: string): string => `${MARKS.before}${text}${MARKS.after}`;

describe('words', () => {
  it('lose case, diacritics and everything that could be query syntax', () => {
    expect(wordsOf(` CAFÉ-racer's "jacket" & (2) | !`)).toEqual(['cafe', 'racer', 's', 'jacket', '2']);
    expect(wordsOf('*** ')).toEqual([]);
  });
  it('keep the vowel signs of Indian scripts, and forget what keyboards differ in', () => {
    expect(wordsOf('रेशमी साड़ी, పట్టు చీర; பட்டுச் சேலை')).toEqual(['रेशमी', 'साडी', 'పట్టు', 'చీర', 'பட்டுச்', 'சேலை']);
    expect(wordsOf('कुर्ता')).not.toEqual(wordsOf('कुर्ती'));
    expect(wordsOf('आँख सा\u{921}\u{93C}ी र\u094D\u200Dय')).toEqual(['आंख', 'साडी', 'र्य']);
    expect(wordsOf('\u093E \u0BC7')).toEqual([]);
  });
  it('are bounded', () => {
    expect(wordsOf('word '.repeat(WORDS_MAX + 5))).toHaveLength(WORDS_MAX);
  });
});

describe('the parts of a name', () => {
  it('tell the matched words as they are written', () => {
    expect(nameParts('Café Racer Jacket', [`${marked('Cafe')} Racer Jacket`])).toEqual([
      { text: 'Café', matched: true },
      { text: ' Racer Jacket', matched: false },
    ]);
  });
  it('join what several markings say', () => {
    expect(nameParts('Silk Saree', [`${marked('Silk')} Saree`, `Silk ${marked('Saree')}`])).toEqual([
      { text: 'Silk', matched: true },
      { text: ' ', matched: false },
      { text: 'Saree', matched: true },
    ]);
  });
  it('are whole words of Indian scripts', () => {
    expect(nameParts('रेशमी साड़ी', [`रेशमी ${marked('साडी')}`])).toEqual([
      { text: 'रेशमी ', matched: false },
      { text: 'साड़ी', matched: true },
    ]);
  });
  it('are the whole name where nothing is marked, whatever it holds', () => {
    expect(nameParts('<b>Silk</b>', ['Silk'])).toEqual([{ text: '<b>Silk</b>', matched: false }]);
  });
});
