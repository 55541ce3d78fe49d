import { expect, it } from 'vitest';
import { Gstin } from './gstin.ts';

it('a GST number has the check digit of its other characters', () => {
  expect(Gstin.safeParse('27AAPFU0939F1ZV').success).toBe(true);
  for (const wrong of ['27AAPFU0939F1ZW', '28AAPFU0939F1ZV', '27AAPFU0939F1Z', '27aapfu0939f1zv'])
    expect(Gstin.safeParse(wrong).success, wrong).toBe(false);
});
