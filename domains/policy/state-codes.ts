import { indianStateOf } from './states.ts';

/** A state or union territory with its code of two digits for the goods and services tax, which also begins every GSTIN. */
export type IndianState = { readonly code: string; readonly name: string };

/** In the order of the codes; two of them are of territories that are part of others now. */
export const stateCodes = {
  value: {
    ...{ '01': 'Jammu and Kashmir', '02': 'Himachal Pradesh', '03': 'Punjab', '04': 'Chandigarh', '05': 'Uttarakhand' },
    ...{ '06': 'Haryana', '07': 'Delhi', '08': 'Rajasthan', '09': 'Uttar Pradesh', '10': 'Bihar', '11': 'Sikkim' },
    ...{ '12': 'Arunachal Pradesh', '13': 'Nagaland', '14': 'Manipur', '15': 'Mizoram', '16': 'Tripura' },
    ...{ '17': 'Meghalaya', '18': 'Assam', '19': 'West Bengal', '20': 'Jharkhand', '21': 'Odisha' },
    ...{ '22': 'Chhattisgarh', '23': 'Madhya Pradesh', '24': 'Gujarat' },
    ...{ '26': 'Dadra and Nagar Haveli and Daman and Diu', '27': 'Maharashtra', '29': 'Karnataka', '30': 'Goa' },
    ...{ '31': 'Lakshadweep', '32': 'Kerala', '33': 'Tamil Nadu', '34': 'Puducherry' },
    ...{ '35': 'Andaman and Nicobar Islands', '36': 'Telangana', '37': 'Andhra Pradesh', '38': 'Ladakh' },
  },
  since: '2020-01-26',
  source: 'GST portal, state codes',
} as const;

const BY_CODE = new Map<string, string>(Object.entries(stateCodes.value));
const BY_NAME = new Map([...BY_CODE].map(([code, name]) => [name, { code, name }] as const));

/** The state that an address names, however it spells it; undefined for what is none. */
export const stateNamed = (text: string): IndianState | undefined => BY_NAME.get(indianStateOf(text) ?? '');
/** The state in which the holder of a GSTIN is registered. */
export const stateOfGstin = (gstin: string): IndianState | undefined =>
  BY_NAME.get(BY_CODE.get(gstin.slice(0, 2)) ?? '');
