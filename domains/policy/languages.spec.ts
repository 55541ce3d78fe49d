import { describe, expect, it } from 'vitest';
import { acceptedLanguage, LANGUAGES, languageOf, RANGES_MAX, SOURCE_LANGUAGE, TARGET_LANGUAGES } from './languages.ts';

it('translates into every language but the one that texts are written in', () => {
  expect([SOURCE_LANGUAGE, ...TARGET_LANGUAGES]).toEqual(LANGUAGES);
});

describe('the language of a tag', () => {
  it.each([
    ['hi', 'hi'],
    ['hi-IN', 'hi'],
    ['HI-Deva-in', 'hi'],
    ['pa-Guru-IN-x-shop', 'pa'],
    ['te-u-nu-telu', 'te'],
    [' ta ', 'ta'],
    ['fr', undefined],
    ['hindi', undefined],
    ['x-hi', undefined],
    ['', undefined],
    ['*', undefined],
  ])('%j is %s', (tag, language) => expect(languageOf(tag)).toBe(language));
});

describe('the language that a header asks for', () => {
  it.each([
    ['hi', 'hi'],
    ['hi-IN,hi;q=0.9,en-IN;q=0.8', 'hi'],
    ['fr, te;q=0.5, ta;q=0.8', 'ta'],
    ['en;q=0.5, ml', 'ml'],
    ['gu;q=0.7,bn;q=0.7', 'gu'],
    ['hi;q=0, ta;q=0.1', 'ta'],
    ['hi-IN, hi;q=0', undefined],
    ['*', undefined],
    ['fr;q=1.0, *;q=0.1', undefined],
    ['hi;q=2, kn;q=0.2', 'kn'],
    ['hi;level=1', undefined],
    [' , ;q=1,,  mr ;  q=0.3 ', 'mr'],
    ['', undefined],
    ['../../etc', undefined],
  ])('%j is %s', (header, language) => expect(acceptedLanguage(header)).toBe(language));

  it('is looked for in a bounded number of ranges', () => {
    expect(acceptedLanguage(`${'fr,'.repeat(RANGES_MAX)}hi`)).toBeUndefined();
  });
});
