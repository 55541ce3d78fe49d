import type { CourierScan } from '../../domains/kernel/ports/courier-gateway.ts';
import type { Scan } from './wire.ts';

const TEXT_LENGTH_MAX = 200;
const PLACE_LENGTH_MAX = 120;
const WALL_CLOCK = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/;

/** The vendor's numbers of statuses; what is not listed is before the parcel left, or of no concern to the buyer. */
const STATUS: Readonly<Record<string, CourierScan['status']>> = {
  6: 'pickedUp',
  7: 'delivered',
  9: 'returning',
  10: 'returnedToOrigin',
  12: 'info',
  14: 'returnedToOrigin',
  17: 'outForDelivery',
  18: 'inTransit',
  21: 'deliveryFailed',
  22: 'info',
  24: 'info',
  25: 'info',
  38: 'atHub',
  39: 'info',
  40: 'returning',
  41: 'returning',
  42: 'pickedUp',
  46: 'returning',
};
/** Couriers write reasons in words of their own. The first that fits counts. */
const REASONS: readonly (readonly [RegExp, NonNullable<CourierScan['reason']>])[] = [
  [/future|reschedul|another (day|date)|postpone|later/i, 'asksForAnotherDay'],
  [/refus|reject|cancel/i, 'refused'],
  [/cash|cod|amount|payment/i, 'cashNotReady'],
  [/phone|contact|mobile|not (answer|respond|reach)|unreach/i, 'phoneNotReachable'],
  [/address|pin ?code|location/i, 'addressNotFound'],
  [/not (available|at home)|unavailable|closed|locked|absent/i, 'notAtHome'],
];
const reasonOf = (words: string): NonNullable<CourierScan['reason']> =>
  REASONS.find(([pattern]) => pattern.test(words))?.[1] ?? 'other';

/** The vendor writes the time in India, without saying so. */
const instantOf = (date: string): string | undefined => {
  const [, day, time] = WALL_CLOCK.exec(date) ?? [];
  const ms = Date.parse(`${day ?? ''}T${time ?? ''}.000+05:30`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
};

/** Couriers write phone numbers of their people into what they report; those are for nobody else. */
const shown = (text: string | null | undefined, lengthMax: number): string | undefined => {
  const words = (text ?? '').replaceAll(/\d{10,}/g, '…').trim();
  return words === '' || words === 'NA' ? undefined : words.slice(0, lengthMax);
};

/** Scans that matter, oldest first; one that cannot be read is left out, since the next one tells as much. */
export const scansOf = (scans: readonly Scan[]): CourierScan[] =>
  scans
    .flatMap((scan): CourierScan[] => {
      const code = scan['sr-status'] ?? '';
      const status = STATUS[code];
      const at = instantOf(scan.date);
      if (status === undefined || at === undefined) return [];
      const place = shown(scan.location, PLACE_LENGTH_MAX);
      const text = shown(scan.activity, TEXT_LENGTH_MAX);
      return [
        {
          ...{ id: `${code}@${at}`, status, at },
          ...(status === 'deliveryFailed' ? { reason: reasonOf(scan.activity ?? '') } : {}),
          ...(place === undefined ? {} : { place }),
          ...(text === undefined ? {} : { text }),
        },
      ];
    })
    .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
