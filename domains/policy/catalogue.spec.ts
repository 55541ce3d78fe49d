import { expect, it } from 'vitest';
import { hexOf } from './catalogue.ts';

it('a colour has the swatch of its name, and none that every object happens to have', () => {
  expect(hexOf('Maroon')).toBe('#800000');
  for (const name of ['Peacock', '__proto__', 'constructor', 'toString']) expect(hexOf(name), name).toBeNull();
});
