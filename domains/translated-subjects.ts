import { z } from 'zod';
import { CategoryId, CouponId, Id, ProductId, VendorId } from '../event-schemas/primitives.ts';
import {
  category,
  CATEGORY_TREE,
  requireProduct,
  requireVendor,
  sizeChart,
  vendor,
  type Access,
} from './catalogue/index.ts';
import { coupon } from './coupon/index.ts';
import { Refusal, type Role } from './kernel/routes.ts';
import { Texts, type TextField, type TranslatedKind } from './translation/index.ts';

/** A kind of thing whose texts are translated: where it is found, who may translate it, and what there is to translate. */
export type TranslatedSubject = {
  readonly kind: TranslatedKind;
  /** Without the prefix of the API; the translations are below it. */
  readonly path: string;
  readonly params: z.ZodObject;
  readonly allow: readonly Role[];
  readonly texts: z.ZodObject;
  readonly refusals: readonly string[];
  /** Which parameter is the id of the subject. */
  readonly idParameter: string;
  /** Its texts in the source language. @throws Refusal unless it exists and the caller may translate it. */
  source(params: Readonly<Record<string, string>>, context: Access): Promise<Texts>;
};

const { name, description, returnPolicy, howToMeasure } = Texts.shape;
const length = (field: 'name' | 'description', max: number) => Texts.shape[field].unwrap().max(max).optional();
/** At least one text, and no field that this kind does not have. */
const textsOf = (shape: Partial<Record<TextField, z.ZodType>>): z.ZodObject => z.strictObject(shape);
const only = (given: Readonly<Partial<Record<TextField, string | undefined>>>): Texts =>
  Object.fromEntries(Object.entries(given).filter(([, text]) => text !== undefined && text !== ''));

const ofVendor = { allow: ['admin', 'vendor', 'service'], refusals: ['NotYourVendor', 'VendorSuspended'] } as const;
const ofShop = { allow: ['admin', 'service'] } as const;
const LABEL_MAX = 60;

/** A word that filters and variants hold; it need not be in use yet. */
const word = (kind: 'colour' | 'size', path: string): TranslatedSubject => ({
  ...ofShop,
  kind,
  path: `${path}/:name`,
  params: z.object({ name: z.string().trim().min(1).max(40) }),
  idParameter: 'name',
  texts: textsOf({ name: length('name', LABEL_MAX) }),
  refusals: [],
  source: ({ name: label }) => Promise.resolve(only({ name: label })),
});

export const TRANSLATED_SUBJECTS: readonly TranslatedSubject[] = [
  {
    ...ofVendor,
    kind: 'product',
    path: '/products/:id',
    params: z.object({ id: ProductId }),
    idParameter: 'id',
    texts: textsOf({ name, description, returnPolicy }),
    refusals: ['ProductNotFound', ...ofVendor.refusals],
    source: async ({ id }, context) => {
      const { details } = await requireProduct(id!, context);
      return only({ name: details.name, description: details.description, returnPolicy: details.returnPolicy });
    },
  },
  {
    ...ofShop,
    kind: 'category',
    path: '/categories/:categoryId',
    params: z.object({ categoryId: CategoryId }),
    idParameter: 'categoryId',
    texts: textsOf({ name: length('name', 100), description: length('description', 2_000) }),
    refusals: ['CategoryNotFound'],
    source: async ({ categoryId }, context) => {
      const found = (await context.facts(category, CATEGORY_TREE)).state.categories[categoryId!];
      if (found === undefined) throw new Refusal('CategoryNotFound');
      return only({ name: found.name, description: found.description });
    },
  },
  {
    ...ofVendor,
    kind: 'vendor',
    path: '/vendors/:vendorId',
    params: z.object({ vendorId: VendorId }),
    idParameter: 'vendorId',
    texts: textsOf({ description: length('description', 2_000) }),
    refusals: ['VendorNotFound', ...ofVendor.refusals],
    source: async ({ vendorId }, context) => {
      await requireVendor(vendorId!, context);
      return only({ description: (await context.facts(vendor, vendorId!)).state?.profile.description });
    },
  },
  {
    ...ofVendor,
    kind: 'sizeChart',
    path: '/vendors/:vendorId/size-charts/:chartId',
    params: z.object({ vendorId: VendorId, chartId: Id }),
    idParameter: 'chartId',
    texts: textsOf({ name: length('name', 120), howToMeasure }),
    refusals: ['SizeChartNotFound', 'VendorNotFound', ...ofVendor.refusals],
    source: async ({ vendorId, chartId }, context) => {
      await requireVendor(vendorId!, context);
      const chart = (await context.facts(sizeChart, vendorId!)).state.get(chartId!);
      if (chart === undefined) throw new Refusal('SizeChartNotFound');
      return only({ name: chart.name, howToMeasure: chart.howToMeasure });
    },
  },
  {
    kind: 'coupon',
    allow: ['admin'],
    path: '/coupons/:id',
    params: z.object({ id: CouponId }),
    idParameter: 'id',
    texts: textsOf({ description: length('description', 500) }),
    refusals: ['CouponNotFound'],
    source: async ({ id }, context) => {
      const { state } = await context.facts(coupon, id!);
      if (state.terms === undefined) throw new Refusal('CouponNotFound');
      return only({ description: state.terms.description });
    },
  },
  word('colour', '/colours'),
  word('size', '/sizes'),
];
