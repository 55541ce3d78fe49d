import { expect, it } from 'vitest';
import { editDistance } from './edit-distance.ts';

it.each([
  ['shirt', 'shirt', 0],
  ['shrit', 'shirt', 1],
  ['jens', 'jeans', 1],
  ['kurtaa', 'kurta', 1],
  ['kurte', 'kurta', 1],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['dress', 'jeans', 4],
])('%s and %s are %i changes apart', (from, to, changes) => {
  expect(editDistance(from, to)).toBe(changes);
});
