import { randomUUID } from 'node:crypto';
import type { VirtualClock } from '../clock.ts';
import { Faults } from '../faults.ts';

export interface ShiprocketSimulatorOptions {
  readonly email: string;
  readonly password: string;
}

/** One order with its one parcel, in the vendor's own words. */
export interface Parcel {
  readonly orderId: number;
  readonly parcelId: number;
  readonly reference: string;
  readonly name: string;
  readonly address: string;
  readonly payment: string;
  isCancelled: boolean;
  awb: string;
  courier: string;
  pickupOn: string | null;
  readonly scans: {
    readonly date: string;
    readonly status: string;
    readonly activity: string;
    readonly code: string;
    readonly place: string;
  }[];
  /** What the shop said about failed deliveries, oldest first. */
  readonly actions: object[];
}

const PARCELS_MAX = 10_000;
const TOKENS_MAX = 100;
const INDIA_AHEAD_MS = 19_800_000;
const DAY_MS = 86_400_000;
const COURIER = 'Delhivery Surface';

/** `2026-01-31 14:05:00` in India, as the vendor writes it. */
export const wallClock = (ms: number): string =>
  new Date(ms + INDIA_AHEAD_MS).toISOString().slice(0, 19).replace('T', ' ');

/** What the simulated courier company knows, in memory only. */
export class ShiprocketWorld {
  readonly faults = new Faults();
  readonly options: ShiprocketSimulatorOptions;
  readonly clock: VirtualClock;
  readonly webhook: { url: string | null; token: string } = { url: null, token: '' };
  readonly #parcels = new Map<number, Parcel>();
  readonly #tokens = new Set<string>();
  #numbers = 0;

  constructor(options: ShiprocketSimulatorOptions, clock: VirtualClock) {
    this.options = options;
    this.clock = clock;
  }

  issueToken(): string {
    const token = randomUUID();
    this.#tokens.add(token);
    if (this.#tokens.size > TOKENS_MAX) this.#tokens.delete([...this.#tokens][0] ?? '');
    return token;
  }
  isToken(token: string): boolean {
    return this.#tokens.has(token);
  }
  expireTokens(): void {
    this.#tokens.clear();
  }

  /** Like the vendor, it makes a second order when it is asked twice. */
  create(order: Pick<Parcel, 'reference' | 'name' | 'address' | 'payment'>): Parcel {
    this.#numbers += 1;
    const orderId = 500_000 + this.#numbers;
    const parcel: Parcel = {
      ...{ orderId, parcelId: 900_000 + this.#numbers, ...order },
      ...{ isCancelled: false, awb: '', courier: '', pickupOn: null, scans: [], actions: [] },
    };
    this.#parcels.set(parcel.parcelId, parcel);
    if (this.#parcels.size > PARCELS_MAX) this.#parcels.delete([...this.#parcels.keys()][0] ?? 0);
    return parcel;
  }
  assign(parcel: Parcel): void {
    parcel.awb = String(19_041_000_000_000 + parcel.parcelId);
    parcel.courier = COURIER;
  }
  arrangePickup(parcel: Parcel): string {
    parcel.pickupOn = wallClock(this.clock.now() + DAY_MS);
    return parcel.pickupOn;
  }
  parcel(parcelId: number): Parcel | undefined {
    return this.#parcels.get(parcelId);
  }
  find(matches: (parcel: Parcel) => boolean): Parcel[] {
    return [...this.#parcels.values()].filter(matches);
  }
}
