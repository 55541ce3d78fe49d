/** What the words of a product's name say about it: its category, tax code and sizes. */
export type Garment = {
  readonly category: string;
  /** Home and beauty are departments of their own; clothes stand below the person they are for. */
  readonly department?: 'Home' | 'Beauty';
  readonly hsnCode: string;
  readonly sizes: 'clothes' | 'waist' | 'shoes' | 'bra' | 'one';
};

const clothes = (category: string, hsnCode = '6211'): Garment => ({ category, hsnCode, sizes: 'clothes' });
const waist = (category: string, hsnCode = '6203'): Garment => ({ category, hsnCode, sizes: 'waist' });
const shoes = (category: string): Garment => ({ category, hsnCode: '6403', sizes: 'shoes' });
const one = (category: string, hsnCode: string): Garment => ({ category, hsnCode, sizes: 'one' });
const home = (category: string, hsnCode: string): Garment => ({ category, department: 'Home', hsnCode, sizes: 'one' });
const beauty = (category: string, hsnCode = '3304'): Garment => ({
  category,
  department: 'Beauty',
  hsnCode,
  sizes: 'one',
});

/** The first line with a word in the name decides, so the special stands before the general. */
const TABLE: readonly (readonly [words: string, garment: Garment])[] = [
  ['curtain|curtains', home('Curtains', '6303')],
  ['cushion|cushions|pillow|pillows', home('Cushions', '6304')],
  ['bedsheet|bedsheets|bed sheet|bedspread|comforter|quilt|blanket|duvet', home('Bed linen', '6302')],
  ['towel|towels', home('Towels', '6302')],
  ['table cover|table covers|table runner|runner|placemat|placemats|table cloth|napkins', home('Table linen', '6302')],
  ['lamp|lamps|lantern|chandelier|lights', home('Lighting', '9405')],
  ['mug|mugs|plate|plates|bowl|bowls|dinner set|glasses set|tumbler|bottle|kitchen|spoon', home('Kitchen', '6911')],
  ['carpet|rug|rugs|doormat|mat', home('Rugs', '5703')],
  ['wall|clock|frame|showpiece|vase|candle|planter|figurine|decor|handcrafted', home('Decoration', '6913')],
  ['sofa|chair|shelf|organiser|organizer|stool', home('Storage', '9403')],
  ['eau|perfume|deodorant|body mist|fragrance|cologne', beauty('Fragrance', '3303')],
  [
    'lipstick|lip|kajal|eyeliner|mascara|foundation|nail|compact|blush|concealer|eyeshadow|highlighter',
    beauty('Make-up'),
  ],
  ['shampoo|conditioner|hair oil|hair', beauty('Hair care', '3305')],
  ['cream|lotion|serum|face|moisturiser|moisturizer|scrub|soap|wash|sunscreen|mask|gel|beard', beauty('Skin care')],
  ['watch|watches', one('Watches', '9102')],
  ['sunglasses|eyewear|frames', one('Eyewear', '9004')],
  [
    'earrings|jhumkas|necklace|ring|bracelet|bangle|bangles|pendant|jewellery|anklet|kada|mangalsutra|chain|brooch',
    one('Jewellery', '7117'),
  ],
  ['trolley|suitcase|luggage|duffel|rucksack', one('Luggage', '4202')],
  ['backpack|backpacks', one('Backpacks', '4202')],
  ['handbag|handheld|sling|clutch|tote|satchel|hobo|bag|pouch|potli', one('Bags', '4202')],
  ['wallet|wallets|card holder', one('Wallets', '4202')],
  ['belt|belts', one('Belts', '4203')],
  ['tie|ties|cufflinks|pocket square|suspenders', one('Ties and cufflinks', '6215')],
  ['cap|caps|hat|beanie', one('Caps', '6505')],
  ['sneakers|running shoes|training shoes|sports shoes|walking shoes|football shoes', shoes('Sneakers')],
  ['sandals|sandal|floaters', shoes('Sandals')],
  ['heels|pumps|wedges|stilettos', shoes('Heels')],
  ['flats|ballerinas|mojaris|juttis', shoes('Flats')],
  ['flip-flops|slippers|sliders|clogs', shoes('Slippers')],
  ['boots|shoes|derbys|oxfords|loafers|brogues|espadrilles|slip-ons|slip-on', shoes('Shoes')],
  ['socks', one('Socks', '6115')],
  ['bra|bras', { category: 'Bras', hsnCode: '6212', sizes: 'bra' }],
  [
    'briefs|boxers|boxer|trunk|trunks|thong|camisole|vest|vests|lingerie|shapewear|panty|innerwear|bikini',
    clothes('Innerwear', '6107'),
  ],
  ['night suit|nightsuit|nightdress|pyjamas|pyjama|loungewear|lounge|robe|sleepwear', clothes('Nightwear', '6108')],
  ['saree|sarees', one('Sarees', '5007')],
  ['lehenga|lehengas', clothes('Lehengas', '6204')],
  ['kurta set|kurta with|kurti with|kurta and', clothes('Kurta sets', '6204')],
  ['kurta|kurtas|kurti|kurtis|tunic', clothes('Kurtas')],
  ['dress material|unstitched', one('Dress material', '5208')],
  ['dupatta|stole|scarf|shawl|muffler', one('Dupattas and scarves', '6214')],
  ['palazzos|palazzo|churidar|leggings|salwar|patiala|dhoti', waist('Ethnic bottoms', '6204')],
  ['sherwani|nehru|bandhgala', clothes('Ethnic sets', '6203')],
  ['blazer|blazers|suit|waistcoat', clothes('Suits and blazers', '6203')],
  ['jacket|jackets|coat|windcheater|parka', clothes('Jackets', '6201')],
  ['sweatshirt|sweatshirts|hoodie', clothes('Sweatshirts', '6110')],
  ['sweater|sweaters|pullover|cardigan|shrug', clothes('Sweaters', '6110')],
  ['jeans|jeggings', waist('Jeans')],
  ['track pants|joggers|track|tights|tracksuit', waist('Track pants')],
  ['shorts|capris', waist('Shorts')],
  ['skirt|skirts', waist('Skirts', '6204')],
  ['trousers|chinos|pants|culottes|cargos', waist('Trousers')],
  ['jumpsuit|playsuit|dungarees|rompers|romper', clothes('Jumpsuits', '6204')],
  ['dress|dresses|gown', clothes('Dresses', '6204')],
  ['t-shirt|t-shirts|tshirt|henley', clothes('T-shirts', '6109')],
  ['shirt|shirts', clothes('Shirts', '6205')],
  ['top|tops|crop|blouse', clothes('Tops', '6206')],
  ['clothing set|set|co-ords', clothes('Clothing sets', '6204')],
];
const OTHER: Garment = { category: 'Other', hsnCode: '6217', sizes: 'one' };

const COMPILED = TABLE.map(([words, garment]) => [new RegExp(`(?<![\\w-])(?:${words})(?![\\w-])`), garment] as const);

/** What the name says; the brand is left out, since "Peter England Shirts Co" sells belts too. */
export const garmentOf = (name: string, brand: string): Garment => {
  const words = name.toLowerCase().replace(brand.toLowerCase(), ' ');
  return COMPILED.find(([pattern]) => pattern.test(words))?.[1] ?? OTHER;
};

export type Audience = 'women' | 'men' | 'unisex' | 'girls' | 'boys' | 'kids';
const ADULTS: readonly Audience[] = ['women', 'men', 'unisex'];
const KIDS_SIZES = ['2-3Y', '4-5Y', '6-7Y', '8-9Y', '10-11Y'];

/** The sizes that such a garment comes in; undefined is one size for all. */
export const sizesOf = ({ sizes }: Garment, audience: Audience): readonly (string | undefined)[] => {
  if (sizes === 'one') return [undefined];
  const isAdult = ADULTS.includes(audience);
  if (sizes === 'shoes') {
    if (!isAdult) return ['10C', '11C', '12C', '13C', '1'];
    return audience === 'women' ? ['3', '4', '5', '6', '7'] : ['6', '7', '8', '9', '10'];
  }
  if (!isAdult) return KIDS_SIZES;
  if (sizes === 'bra') return ['32B', '34B', '36B', '38B'];
  if (sizes === 'waist') return audience === 'women' ? ['26', '28', '30', '32', '34'] : ['30', '32', '34', '36', '38'];
  return audience === 'women' ? ['XS', 'S', 'M', 'L', 'XL'] : ['S', 'M', 'L', 'XL', 'XXL'];
};
