import { describe, expect, it } from 'vitest';
import { deciderSpec } from '../kernel/spec.ts';
import type { TargetLanguage } from '../policy/languages.ts';
import { outdatedFields, translationDecider } from './decider.ts';
import type { Texts } from './events.ts';

const given = deciderSpec(translationDecider, '2026-01-01T00:00:00.000Z');
const one = (language: TargetLanguage) => ({ kind: 'product' as const, subjectId: 'p-1', language });
const SOURCE: Texts = { name: 'Silk Saree', description: 'Woven in Kanchipuram' };
const write = (language: TargetLanguage, texts: Texts, source = SOURCE) =>
  ({ type: 'WriteTranslation', data: { ...one(language), texts, source } }) as const;
const written = (language: TargetLanguage, texts: Texts, source = SOURCE) =>
  ({ type: 'TranslationWritten', data: { ...one(language), texts, source } }) as const;
const remove = (language: TargetLanguage) => ({ type: 'RemoveTranslation', data: one(language) }) as const;
const removed = (language: TargetLanguage) => ({ type: 'TranslationRemoved', data: one(language) }) as const;
const HINDI = { name: 'रेशमी साड़ी' };

describe('translations of one thing', () => {
  it('are written for each language by itself, as a whole', () => {
    given().when(write('hi', HINDI)).then(written('hi', HINDI));
    given(written('hi', HINDI))
      .when(write('ta', { name: 'பட்டுச் சேலை' }))
      .then(written('ta', { name: 'பட்டுச் சேலை' }));
    given(written('hi', { ...HINDI, description: 'कांचीपुरम' }))
      .when(write('hi', HINDI))
      .then(written('hi', HINDI));
  });
  it('are written once, and again for a source that has changed', () => {
    given(written('hi', HINDI)).when(write('hi', HINDI)).then();
    const changed = { name: 'Pure Silk Saree' };
    given(written('hi', HINDI))
      .when(write('hi', HINDI, changed))
      .then(written('hi', HINDI, changed));
  });
  it('are removed once', () => {
    given(written('hi', HINDI)).when(remove('hi')).then(removed('hi'));
    given(written('hi', HINDI)).when(remove('ta')).then();
    given(written('hi', HINDI), removed('hi')).when(remove('hi')).then();
  });
  it('know what their source has been changed in since', () => {
    const entry = { texts: { ...HINDI, description: 'कांचीपुरम' }, source: SOURCE };
    expect(outdatedFields(entry, SOURCE)).toEqual([]);
    expect(outdatedFields(entry, { ...SOURCE, name: 'Cotton Saree' })).toEqual(['name']);
    expect(outdatedFields({ texts: HINDI, source: SOURCE }, { name: SOURCE.name, description: 'new' })).toEqual([]);
  });
});
