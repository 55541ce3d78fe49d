import type { ProductFilters, ProductSort } from '../../domains/kernel/ports/search-index.ts';
import type { Sql } from '../../domains/kernel/projection.ts';

/** Collects the values of a statement and answers their place holders. */
export type Values = { readonly values: unknown[]; readonly add: (value: unknown) => string };
export const statementValues = (): Values => {
  const values: unknown[] = [];
  return { values, add: (value) => `$${values.push(value)}` };
};

const ORDER: Readonly<Record<ProductSort, { readonly column?: string; readonly descending: boolean }>> = {
  newest: { descending: true },
  price_asc: { column: 'price_paise', descending: false },
  price_desc: { column: 'price_paise', descending: true },
  discount: { column: 'discount_percent', descending: true },
  name: { column: 'name', descending: false },
};

/** The conditions that hold for every product a reader may see and that the filters ask for. */
export const productConditions = (filters: ProductFilters, now: string, { add }: Values): string => {
  const conditions = [`listed and visible_from <= ${add(now)}`];
  const among = (column: string, type: string, values: readonly string[] | undefined): void => {
    if (values !== undefined) conditions.push(`${column} = any(${add(values)}::${type}[])`);
  };
  const sharing = (column: string, type: string, values: readonly string[] | undefined): void => {
    if (values !== undefined) conditions.push(`${column} && ${add(values)}::${type}[]`);
  };
  const bound = (condition: string, value: number | undefined): void => {
    if (value !== undefined) conditions.push(`${condition} ${add(value)}::bigint`);
  };
  sharing('category_ids', 'uuid', filters.categoryIds);
  among('brand', 'text', filters.brands);
  among('vendor_id', 'uuid', filters.vendorIds);
  among('influencer_id', 'uuid', filters.influencerIds);
  among('audience', 'text', filters.audiences);
  sharing('sizes', 'text', filters.sizes);
  sharing('colours', 'text', filters.colours);
  among('featured', 'text', filters.featured);
  bound('price_paise >=', filters.priceMin);
  bound('price_paise <=', filters.priceMax);
  bound('discount_percent >=', filters.discountMin);
  if (filters.inStock !== undefined) conditions.push(`in_stock = ${add(filters.inStock)}`);
  return conditions.join(' and ');
};

/** A place in a sorted list: the sort value and the creation of the last row of a page. */
export type Place = { readonly value: string | number | null; readonly created: number };
export const placeOf = (cursor: string): Place | undefined => {
  try {
    const [value, created] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [unknown, unknown];
    const isValue = value === null || typeof value === 'string' || typeof value === 'number';
    return isValue && typeof created === 'number' ? { value, created } : undefined;
  } catch {
    return undefined;
  }
};
export const cursorOf = ({ value, created }: Place): string =>
  Buffer.from(JSON.stringify([value, created])).toString('base64url');

export type Page = { readonly sort: ProductSort; readonly limit: number; readonly after?: string | undefined };
export type CardRow = { readonly card: string; readonly value: string | number | null; readonly created: number };

/** The statement of one page, or undefined for a cursor that is not of this list. One row more than asked tells of a next page. */
export const pageStatement = (conditions: string, { sort, limit, after }: Page, values: Values): Sql | undefined => {
  const { column, descending } = ORDER[sort];
  const place = after === undefined ? undefined : placeOf(after);
  if (after !== undefined && (place === undefined || (place.value === null) !== (column === undefined)))
    return undefined;
  const comparison = descending ? '<' : '>';
  const direction = descending ? 'desc' : 'asc';
  const beyond =
    place === undefined
      ? ''
      : column === undefined
        ? ` and created < ${values.add(place.created)}::bigint`
        : ` and (${column}, created) ${comparison} (${values.add(place.value)}, ${values.add(place.created)}::bigint)`;
  const order = column === undefined ? 'created desc' : `${column} ${direction}, created ${direction}`;
  return {
    text: `select card, ${column ?? 'null'} as value, created from catalogue.product_card
      where ${conditions}${beyond} order by ${order} limit ${values.add(limit + 1)}`,
    values: values.values,
  };
};

/** Cuts the extra row off and says where the next page begins. */
export const pageOf = (
  rows: readonly CardRow[],
  limit: number,
): { readonly cards: readonly string[]; readonly next: string | undefined } => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    cards: shown.map(({ card }) => card),
    next: rows.length > limit && last !== undefined ? cursorOf(last) : undefined,
  };
};
