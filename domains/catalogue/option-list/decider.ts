import { COLOUR_HEX, SIZE_ORDER } from '../../policy/catalogue.ts';
import { reject, type Decider, type Decision } from '../../kernel/decider.ts';
import { derivedId } from '../../kernel/derived-id.ts';
import type { OptionListCommand } from './commands.ts';
import { Option, type OptionListEvent, type OptionListName } from './events.ts';
import { nameKey, tidyName } from './names.ts';

export type ListedOption = Option & { readonly optionId: string };
/** The options of one list by what tells their names apart, retired ones too. */
export type Options = ReadonlyMap<string, ListedOption>;
/** Each list has a stream of its own, and each stream changes one of these. */
export type OptionLists = Readonly<Record<OptionListName, Options>>;
export type OptionRejection = 'OptionNotFound' | 'OptionNameTaken' | 'OptionIdTaken' | 'TooManyOptions';

export const OPTIONS_MAX = 500;
/** Leaves room for sizes in between. */
const SORT_STEP = 10;

const atFirst = (list: OptionListName, options: readonly Omit<Option, 'active'>[]): Options =>
  new Map(
    options.map((option) => {
      const key = nameKey(option.name);
      return [key, { ...option, active: true, optionId: derivedId('option', list, key) }];
    }),
  );

const same = (a: Option, b: Option): boolean =>
  (['name', 'hex', 'sortOrder', 'active'] as const).every((field) => a[field] === b[field]);
const withId = (options: Options, optionId: string): ListedOption | undefined =>
  [...options.values()].find((option) => option.optionId === optionId);

const decideAdd = (
  { list, optionId, option }: Extract<OptionListCommand, { type: 'AddOption' }>['data'],
  options: Options,
): Decision<OptionListEvent, OptionRejection> => {
  const added: Option = { ...option, name: tidyName(option.name), active: true };
  const present = withId(options, optionId);
  if (present !== undefined) return same(present, added) ? [] : reject('OptionIdTaken');
  const namesake = options.get(nameKey(option.name));
  if (namesake !== undefined)
    return reject(
      'OptionNameTaken',
      namesake.active ? `${namesake.name} is there already.` : `${namesake.name} is retired; change it to be active.`,
    );
  if (options.size >= OPTIONS_MAX) return reject('TooManyOptions', `There may be ${OPTIONS_MAX} of them.`);
  return [{ type: 'OptionAdded', data: { list, optionId, option: added } }];
};

export const optionListDecider: Decider<OptionLists, OptionListCommand, OptionListEvent, OptionRejection> = {
  initial: {
    colour: atFirst(
      'colour',
      Object.entries(COLOUR_HEX).map(([name, hex]) => ({ name, hex })),
    ),
    size: atFirst(
      'size',
      SIZE_ORDER.map((name, place) => ({ name, sortOrder: place * SORT_STEP })),
    ),
  },

  evolve: (lists, { data: { list, optionId, option } }) => ({
    ...lists,
    [list]: new Map(lists[list]).set(nameKey(option.name), { ...option, optionId }),
  }),

  decide: ({ type, data }, lists) => {
    const { list, optionId } = data;
    if (type === 'AddOption') return decideAdd(data, lists[list]);
    const present = withId(lists[list], optionId);
    if (present === undefined) return reject('OptionNotFound');
    // The schema leaves the id out, which is no part of an option.
    const option =
      type === 'RetireOption' ? Option.parse({ ...present, active: false }) : { ...data.option, name: present.name };
    return same(present, option) ? [] : [{ type: 'OptionChanged', data: { list, optionId, option } }];
  },
};
