import type { Audience } from '../import-catalogue/garments.ts';

/** One category of the demo shop and what its products are like. Prices are rupees. */
export type Kind = {
  readonly category: string;
  readonly audience: Audience;
  readonly pieces: readonly string[];
  readonly sizes: readonly (string | undefined)[];
  readonly rupeesMin: number;
  readonly rupeesMax: number;
  readonly hsnCode: string;
  readonly material: string;
  readonly care: string;
  readonly occasion: string;
};

export const VENDORS = [
  { name: 'Neelam Crafts', brand: 'Neelam' },
  { name: 'Kadal Clothing', brand: 'Kadal' },
  { name: 'Pahadi Threads', brand: 'Pahadi' },
  { name: 'Metro Stitch', brand: 'Metro Stitch' },
  { name: 'Rangoli Studio', brand: 'Rangoli' },
] as const;

export const ADJECTIVES = [
  'Block Print',
  'Handloom',
  'Embroidered',
  'Striped',
  'Solid',
  'Floral',
  'Checked',
  'Textured',
] as const;

export const COLOURS = ['Blue', 'Black', 'White', 'Red', 'Green', 'Mustard', 'Maroon', 'Grey', 'Pink', 'Navy'] as const;

const LETTERS = ['XS', 'S', 'M', 'L', 'XL'];
const MEN_LETTERS = ['S', 'M', 'L', 'XL', 'XXL'];
const COLD_WASH = 'Wash cold, dry in the shade.';

export const KINDS: readonly Kind[] = [
  {
    category: 'Women > Kurtas',
    audience: 'women',
    pieces: ['Straight Kurta', 'A-Line Kurta', 'Anarkali Kurta'],
    sizes: LETTERS,
    rupeesMin: 700,
    rupeesMax: 2_500,
    hsnCode: '6211',
    material: 'pure cotton',
    care: COLD_WASH,
    occasion: 'everyday',
  },
  {
    category: 'Women > Sarees',
    audience: 'women',
    pieces: ['Saree', 'Saree with Blouse Piece'],
    sizes: [undefined],
    rupeesMin: 1_200,
    rupeesMax: 6_000,
    hsnCode: '5007',
    material: 'a blend of silk and cotton',
    care: 'Dry clean only.',
    occasion: 'festive',
  },
  {
    category: 'Women > Dresses',
    audience: 'women',
    pieces: ['Midi Dress', 'Maxi Dress', 'Shirt Dress'],
    sizes: LETTERS,
    rupeesMin: 900,
    rupeesMax: 3_500,
    hsnCode: '6204',
    material: 'viscose',
    care: COLD_WASH,
    occasion: 'holiday',
  },
  {
    category: 'Men > Shirts',
    audience: 'men',
    pieces: ['Casual Shirt', 'Formal Shirt', 'Linen Shirt'],
    sizes: MEN_LETTERS,
    rupeesMin: 800,
    rupeesMax: 2_800,
    hsnCode: '6205',
    material: 'cotton',
    care: 'Wash warm, iron while damp.',
    occasion: 'office',
  },
  {
    category: 'Men > T-shirts',
    audience: 'men',
    pieces: ['T-shirt', 'Polo T-shirt', 'Henley T-shirt'],
    sizes: MEN_LETTERS,
    rupeesMin: 400,
    rupeesMax: 1_300,
    hsnCode: '6109',
    material: 'combed cotton',
    care: COLD_WASH,
    occasion: 'everyday',
  },
  {
    category: 'Men > Jeans',
    audience: 'men',
    pieces: ['Slim Fit Jeans', 'Regular Fit Jeans', 'Tapered Jeans'],
    sizes: ['30', '32', '34', '36', '38'],
    rupeesMin: 1_200,
    rupeesMax: 3_800,
    hsnCode: '6203',
    material: 'stretch denim',
    care: 'Wash inside out.',
    occasion: 'everyday',
  },
  {
    category: 'Kids > Clothing sets',
    audience: 'kids',
    pieces: ['T-shirt and Shorts Set', 'Kurta and Pyjama Set', 'Dungaree Set'],
    sizes: ['2-3Y', '4-5Y', '6-7Y', '8-9Y'],
    rupeesMin: 500,
    rupeesMax: 1_800,
    hsnCode: '6209',
    material: 'soft cotton',
    care: COLD_WASH,
    occasion: 'playtime',
  },
  {
    category: 'Unisex > Bags',
    audience: 'unisex',
    pieces: ['Tote Bag', 'Backpack', 'Sling Bag'],
    sizes: [undefined],
    rupeesMin: 600,
    rupeesMax: 3_000,
    hsnCode: '4202',
    material: 'canvas with leather trim',
    care: 'Wipe clean.',
    occasion: 'travel',
  },
];
