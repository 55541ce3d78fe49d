/** States and union territories, by their names of today; former names, other spellings and the codes of vehicles beside them. */
export const indianStates = {
  value: {
    'Andaman and Nicobar Islands': ['AN', 'Andaman & Nicobar', 'Andaman and Nicobar'],
    'Andhra Pradesh': ['AP', 'AD'],
    'Arunachal Pradesh': ['AR'],
    Assam: ['AS'],
    Bihar: ['BR'],
    Chandigarh: ['CH'],
    Chhattisgarh: ['CG', 'CT', 'Chattisgarh'],
    'Dadra and Nagar Haveli and Daman and Diu': ['DD', 'DH', 'DN', 'Dadra and Nagar Haveli', 'Daman and Diu'],
    Delhi: ['DL', 'New Delhi', 'NCT of Delhi', 'National Capital Territory of Delhi'],
    Goa: ['GA'],
    Gujarat: ['GJ'],
    Haryana: ['HR'],
    'Himachal Pradesh': ['HP'],
    'Jammu and Kashmir': ['JK', 'Jammu & Kashmir'],
    Jharkhand: ['JH'],
    Karnataka: ['KA'],
    Kerala: ['KL'],
    Ladakh: ['LA'],
    Lakshadweep: ['LD'],
    'Madhya Pradesh': ['MP'],
    Maharashtra: ['MH'],
    Manipur: ['MN'],
    Meghalaya: ['ML'],
    Mizoram: ['MZ'],
    Nagaland: ['NL'],
    Odisha: ['OD', 'OR', 'Orissa'],
    Puducherry: ['PY', 'Pondicherry'],
    Punjab: ['PB'],
    Rajasthan: ['RJ'],
    Sikkim: ['SK'],
    'Tamil Nadu': ['TN', 'Tamilnadu'],
    Telangana: ['TS', 'TG', 'Telengana'],
    Tripura: ['TR'],
    'Uttar Pradesh': ['UP'],
    Uttarakhand: ['UK', 'UA', 'Uttaranchal'],
    'West Bengal': ['WB'],
  },
  since: '2020-01-26',
  source: 'Constitution of India, First Schedule, since Dadra and Nagar Haveli and Daman and Diu are one',
} as const satisfies { readonly value: Readonly<Record<string, readonly string[]>>; since: string; source: string };

/** Case, spaces, `&` and full stops do not tell states apart. */
const keyOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[^a-z]/g, '');
const names = new Map(
  Object.entries(indianStates.value).flatMap(([name, others]) =>
    [name, ...others].map((text) => [keyOf(text), name] as const),
  ),
);

/** The name of today of a state or union territory, undefined for what is none: the place of supply decides which GST is due. */
export const indianStateOf = (text: string): string | undefined => names.get(keyOf(text));
