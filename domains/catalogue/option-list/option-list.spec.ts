import { describe, expect, it } from 'vitest';
import { Id } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { COLOUR_HEX, SIZE_ORDER } from '../../policy/catalogue.ts';
import { OPTIONS_MAX, optionListDecider } from './decider.ts';
import { Hex, OptionName, type Option, type OptionListEvent, type OptionListName } from './events.ts';
import { shownBy, type ShownOptions } from './shown.ts';

const id = (n: number) => Id.parse(`00000000-0000-7000-8000-${String(n).padStart(12, '0')}`);
const given = deciderSpec(optionListDecider, '2026-01-01T00:00:00.000Z');
const added = (list: OptionListName, n: number, option: Omit<Option, 'active'>): OptionListEvent => ({
  type: 'OptionAdded',
  data: { list, optionId: id(n), option: { ...option, active: true } },
});
const changed = (list: OptionListName, optionId: ReturnType<typeof id>, option: Option): OptionListEvent => ({
  type: 'OptionChanged',
  data: { list, optionId, option },
});
const add = (list: OptionListName, n: number, option: Omit<Option, 'active'>) =>
  ({ type: 'AddOption', data: { list, optionId: id(n), option } }) as const;
const peacock = { name: 'Peacock', hex: '#005f69' };
const maroon = Id.parse(optionListDecider.initial.colour.get('maroon')!.optionId);
const shownAfter = (...events: readonly OptionListEvent[]): ShownOptions => {
  const { colour, size } = events.reduce(optionListDecider.evolve, optionListDecider.initial);
  return shownBy(colour, size);
};

describe('the lists of colours and sizes', () => {
  it('take a new name as it is written, once', () => {
    given()
      .when(add('colour', 1, peacock))
      .then(added('colour', 1, peacock));
    given()
      .when(add('size', 1, { name: ' One  Size ', sortOrder: 5 }))
      .then(added('size', 1, { name: 'One Size', sortOrder: 5 }));
    for (const name of ['Peacock', 'PEACOCK', ' pea\u200dcock ', 'Maroon', 'mAROON'])
      given(added('colour', 1, peacock))
        .when(add('colour', 2, { name }))
        .rejects('OptionNameTaken');
    given(added('colour', 1, { name: 'Cafe\u0301'.normalize('NFC') }))
      .when(add('colour', 2, { name: 'CAFE\u0301' }))
      .rejects('OptionNameTaken');
    given(added('colour', 1, { name: 'Weiß' }))
      .when(add('colour', 2, { name: 'weiss' }))
      .rejects('OptionNameTaken');
  });
  it('keep names composed, however they were typed', () => {
    given()
      .when(add('colour', 1, { name: 'Cafe\u0301' }))
      .then(added('colour', 1, { name: 'Caf\u00e9' }));
  });
  it('are lists of their own', () => {
    given(added('colour', 1, { name: 'M' }))
      .when(add('size', 1, { name: 'Peacock', sortOrder: 1 }))
      .then(added('size', 1, { name: 'Peacock', sortOrder: 1 }));
  });
  it('know a repeat from another option under the same id', () => {
    given(added('colour', 1, peacock))
      .when(add('colour', 1, { name: 'Teal' }))
      .rejects('OptionIdTaken');
  });
  it('change what is said of a colour or size, and never its name', () => {
    const fields = { hex: '#800001', active: true };
    given()
      .when({ type: 'ChangeOption', data: { list: 'colour', optionId: maroon, option: fields } })
      .then(changed('colour', maroon, { name: 'Maroon', ...fields }));
    given()
      .when({ type: 'ChangeOption', data: { list: 'size', optionId: maroon, option: fields } })
      .rejects('OptionNotFound');
  });
  it('retire and take back', () => {
    const retired = changed('colour', maroon, { name: 'Maroon', hex: '#800000', active: false });
    given()
      .when({ type: 'RetireOption', data: { list: 'colour', optionId: maroon } })
      .then(retired);
    given(retired)
      .when(add('colour', 2, { name: 'Maroon' }))
      .rejects('OptionNameTaken');
    given(retired)
      .when({
        type: 'ChangeOption',
        data: { list: 'colour', optionId: maroon, option: { hex: '#800000', active: true } },
      })
      .then(changed('colour', maroon, { name: 'Maroon', hex: '#800000', active: true }));
    given()
      .when({ type: 'RetireOption', data: { list: 'colour', optionId: id(9) } })
      .rejects('OptionNotFound');
  });
  it('are bounded', () => {
    const room = OPTIONS_MAX - SIZE_ORDER.length;
    const all = Array.from({ length: room }, (_, n) => added('size', n, { name: `Size ${n}`, sortOrder: n }));
    given(...all)
      .when(add('size', room, { name: 'One too many', sortOrder: 1 }))
      .rejects('TooManyOptions');
    given(...all.slice(1))
      .when(add('size', room, { name: 'The last', sortOrder: 1 }))
      .then(added('size', room, { name: 'The last', sortOrder: 1 }));
  });
  it('hold nothing without a letter or digit, and swatches of one form', () => {
    for (const name of ['', ' ', '---', '\u200d', 'x'.repeat(41)])
      expect(OptionName.safeParse(name).success).toBe(false);
    for (const hex of ['1e66d0', '#1E66D0', '#fff', '#1e66d0;', 'red']) expect(Hex.safeParse(hex).success).toBe(false);
  });
});

describe('what buyers are shown', () => {
  it('is what the lists come with, until somebody changes them', () => {
    const shown = shownAfter();
    for (const [name, hex] of Object.entries(COLOUR_HEX)) expect(shown.hexOf(name)).toBe(hex);
    expect(shown.inSizeOrder(['34', 'XL', 'Bespoke', '8', ...SIZE_ORDER.filter((size) => size !== 'XL')])).toEqual([
      ...SIZE_ORDER,
      ...['Bespoke', '8', '34'],
    ]);
  });
  it('is no swatch for a name of no list, nor for what every object happens to have', () => {
    for (const name of ['Peacock', '__proto__', 'constructor', 'toString'])
      expect(shownAfter().hexOf(name), name).toBeNull();
    expect(shownAfter(added('colour', 1, { name: '__proto__', hex: '#123456' })).hexOf('__proto__')).toBe('#123456');
  });
  it('follows the lists, and keeps what is retired', () => {
    const retired = changed('colour', maroon, { name: 'Maroon', hex: '#810000', active: false });
    const shown = shownAfter(added('colour', 1, peacock), retired, added('size', 1, { name: 'Mini', sortOrder: 25 }));
    expect([shown.hexOf('peacock'), shown.hexOf('Maroon')]).toEqual(['#005f69', '#810000']);
    expect(shown.inSizeOrder(['S', 'Mini', 'XS'])).toEqual(['XS', 'Mini', 'S']);
  });
});
