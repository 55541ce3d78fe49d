import { z } from 'zod';

const Words = (max: number) => z.string().trim().min(1).max(max);
const NET_QUANTITY_MAX = 1_000_000;
/** The country that needs no importer, as its name and as its ISO 3166 code. */
const HOME = new Set(['india', 'in', 'ind']);

/** Name and full postal address, as they are printed on the package. */
const Party = z.object({ name: Words(200), address: Words(500) });

/** What the Legal Metrology (Packaged Commodities) Rules, 2011 want shown of a package before it is bought online. */
export const Declarations = z.object({
  /** The common name of what is in the package, such as "Women's kurta". */
  commodity: Words(100),
  netQuantity: z.object({
    value: z.int().min(1).max(NET_QUANTITY_MAX),
    unit: z.enum(['piece', 'pair', 'g', 'ml', 'cm']),
  }),
  manufacturer: Party,
  packer: Party.optional(),
  importer: Party.optional(),
  /** Where customers complain: a telephone number, an e-mail address or both. */
  customerCare: Words(300),
});
export type Declarations = z.infer<typeof Declarations>;

type Declared = {
  readonly countryOfOrigin?: string | undefined;
  readonly declarations?: Declarations | undefined;
};

/** What is missing from the declarations of a product, in words for its vendor; undefined where nothing is. */
export const missingDeclaration = ({ countryOfOrigin, declarations }: Declared): string | undefined => {
  if (declarations === undefined) return undefined;
  if (countryOfOrigin === undefined) return 'Add countryOfOrigin: a declared package names the country it is from.';
  if (HOME.has(countryOfOrigin.toLowerCase()) || declarations.importer !== undefined) return undefined;
  return `Add declarations.importer: what comes from ${countryOfOrigin} is sold with the name and address of its importer.`;
};
