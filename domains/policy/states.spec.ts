import { expect, it } from 'vitest';
import { indianStateOf, indianStates } from './states.ts';

it('knows the 28 states and 8 union territories by one name each', () => {
  const names = Object.keys(indianStates.value);
  expect(names).toHaveLength(36);
  for (const name of names) expect(indianStateOf(name)).toBe(name);
  const others = Object.values(indianStates.value).flat();
  expect(new Set(others.map((text) => text.toLowerCase())).size, 'no name stands for two').toBe(others.length);
});
it.each([
  ['telangana', 'Telangana'],
  ['TS', 'Telangana'],
  ['Telengana', 'Telangana'],
  ['  Tamil  Nadu ', 'Tamil Nadu'],
  ['Jammu & Kashmir', 'Jammu and Kashmir'],
  ['N.C.T. of Delhi', 'Delhi'],
  ['Orissa', 'Odisha'],
  ['Atlantis', undefined],
  ['constructor', undefined],
  ['', undefined],
])('reads %s as %s', (text, name) => expect(indianStateOf(text)).toBe(name));
