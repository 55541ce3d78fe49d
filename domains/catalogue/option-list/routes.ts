import { z } from 'zod';
import { Id } from '../../../event-schemas/primitives.ts';
import { readRoute, writeRoute, type ReadContext } from '../../kernel/routes.ts';
import { optionList } from './aggregate.ts';
import type { ListedOption, OptionLists } from './decider.ts';
import { Hex, OptionName, SortOrder, type Option, type OptionListName } from './events.ts';

const One = z.object({ id: Id });
type Fields = Pick<Option, 'hex' | 'sortOrder'>;
type Kind = {
  readonly list: OptionListName;
  readonly many: 'colours' | 'sizes';
  /** What an option of this list has besides its name. */
  readonly fields: z.ZodRawShape;
};
const COLOURS: Kind = { list: 'colour', many: 'colours', fields: { hex: Hex.optional() } };
const SIZES: Kind = { list: 'size', many: 'sizes', fields: { sortOrder: SortOrder } };

const before = (a: ListedOption, b: ListedOption): number =>
  (a.sortOrder ?? 0) - (b.sortOrder ?? 0) || (a.name < b.name ? -1 : 1);
const view = ({ optionId, ...option }: ListedOption) => ({ id: optionId, ...option });
const viewOf = ({ fields }: Kind) => z.object({ id: Id, name: z.string(), ...fields, active: z.boolean() });

const writesOf = (kind: Kind) => {
  const { list, many, fields } = kind;
  const route = { tag: 'Products', allow: ['admin'], reply: viewOf(kind) } as const;
  const shown = (lists: OptionLists, id: string) =>
    view([...lists[list].values()].find(({ optionId }) => optionId === id)!);
  return [
    writeRoute({
      ...route,
      method: 'POST',
      path: `/${many}`,
      summary: `Add a ${list} that variants may come in`,
      status: 201,
      body: z.object({ name: OptionName, ...fields }),
      refusals: ['OptionNameTaken', 'TooManyOptions', 'RevisionMismatch'],
      run: async ({ body }, context) => {
        const optionId = Id.parse(context.newId(list));
        const option = body as Fields & { readonly name: string };
        const { state } = await context.send(optionList, { type: 'AddOption', data: { list, optionId, option } });
        return shown(state, optionId);
      },
    }),
    writeRoute({
      ...route,
      method: 'PUT',
      path: `/${many}/:id`,
      summary: `Change what is said of a ${list}, or offer a retired one again; its name stays`,
      params: One,
      body: z.object({ ...fields, active: z.boolean() }),
      refusals: ['OptionNotFound', 'RevisionMismatch'],
      run: async ({ params: { id }, body }, context) => {
        const option = body as Fields & { readonly active: boolean };
        const data = { list, optionId: id, option };
        return shown((await context.send(optionList, { type: 'ChangeOption', data })).state, id);
      },
    }),
    writeRoute({
      ...route,
      method: 'DELETE',
      path: `/${many}/:id`,
      summary: `Retire a ${list}: no new variant comes in it, and those that do stay as they are`,
      params: One,
      refusals: ['OptionNotFound', 'RevisionMismatch'],
      run: async ({ params: { id } }, context) =>
        shown((await context.send(optionList, { type: 'RetireOption', data: { list, optionId: id } })).state, id),
    }),
  ];
};

const readsOf = (kind: Kind) => {
  const { list, many } = kind;
  const View = viewOf(kind);
  const all = async ({ facts }: Pick<ReadContext, 'facts'>) => {
    const { state, revision } = await facts(optionList, list);
    return { options: [...state[list].values()].sort(before).map(view), revision };
  };
  return [
    readRoute({
      tag: 'Products',
      allow: ['public'],
      path: `/${many}`,
      summary: `The ${many} that variants are offered in, in the order in which people expect them`,
      reply: z.object({ [many]: z.array(View.omit({ active: true })) }),
      projections: [],
      run: async (_input, context) => {
        const { options } = await all(context);
        return { [many]: options.flatMap(({ active, ...option }) => (active ? [option] : [])) };
      },
    }),
    readRoute({
      tag: 'Products',
      allow: ['admin'],
      path: `/${many}/managed`,
      summary: `All ${many}, retired ones too, with the revision that If-Match takes; null while the list is as it came`,
      reply: z.object({ [many]: z.array(View), revision: z.string().nullable() }),
      projections: [],
      run: async (_input, context) => {
        const { options, revision } = await all(context);
        return { [many]: options, revision: revision < 0n ? null : String(revision) };
      },
    }),
  ];
};

export const optionListWrites = [...writesOf(COLOURS), ...writesOf(SIZES)];
export const optionListReads = [...readsOf(COLOURS), ...readsOf(SIZES)];
