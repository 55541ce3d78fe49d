/** What we need of a courier, or of a company that sends parcels with several couriers. Money is integer paise. */

/**
 * Why a call had no effect that we know of.
 * - `refused`: the courier answered and said no; asking again changes nothing until somebody acts.
 * - `unavailable`: no usable answer. With effect `unknown` it may have been carried out all the same.
 */
export type CourierFailure =
  | { readonly code: 'refused'; readonly reason: string }
  | {
      readonly code: 'unavailable';
      readonly cause: 'network' | 'timeout' | 'server' | 'rateLimited' | 'malformed' | 'circuitOpen';
      readonly effect: 'none' | 'unknown';
      readonly retryAfterMs: number | null;
    };

/** The only error a courier gateway throws for a foreseen failure. It holds no address, no phone number and no credential. */
export class CourierGatewayError extends Error {
  override readonly name = 'CourierGatewayError';
  readonly failure: CourierFailure;
  constructor(call: string, failure: CourierFailure) {
    const why = failure.code === 'refused' ? failure.reason : `${failure.cause}, effect ${failure.effect}`;
    super(`The courier gateway did not carry out ${call}: ${failure.code}, ${why}`);
    this.failure = failure;
  }
}

export interface ParcelRequest {
  /** Our id of the parcel, 50 characters at most: the same one is never booked twice. */
  readonly reference: string;
  /** Whether an earlier call with this reference may have been carried out. */
  readonly lookFirst: boolean;
  readonly orderedAt: string;
  readonly valuePaise: number;
  /** To be collected in cash; 0 for what was paid before. */
  readonly collectPaise: number;
  readonly weightGrams: number;
  readonly lines: readonly {
    readonly name: string;
    readonly sku: string;
    readonly quantity: number;
    readonly unitPaise: number;
  }[];
  readonly to: {
    readonly fullName: string;
    /** Ten digits. */
    readonly phone: string;
    readonly line1: string;
    readonly line2: string;
    readonly city: string;
    readonly state: string;
    readonly postalCode: string;
  };
}

export interface BookedParcel {
  /** The gateway's own id of the parcel. */
  readonly parcelId: string;
  /** The airway bill number that is printed on the label. */
  readonly awb: string;
  /** Who carries it, such as `Delhivery Surface`. */
  readonly courier: string;
  readonly trackingUrl: string;
}

export interface CourierScan {
  /** The same whenever and however the scan is reported. */
  readonly id: string;
  readonly status:
    | 'pickedUp'
    | 'inTransit'
    | 'atHub'
    | 'outForDelivery'
    | 'deliveryFailed'
    | 'delivered'
    | 'returning'
    | 'returnedToOrigin'
    | 'info';
  readonly reason?:
    'notAtHome' | 'refused' | 'addressNotFound' | 'phoneNotReachable' | 'cashNotReady' | 'asksForAnotherDay' | 'other';
  readonly place?: string;
  readonly text?: string;
  /** ISO-8601 UTC with milliseconds. */
  readonly at: string;
}

/** What the courier is to do about a parcel that it could not hand over. */
export type FailureAnswer =
  | { readonly action: 'deliverAgain'; readonly on: string; readonly phone?: string; readonly note?: string }
  | { readonly action: 'sendBack' };

/** Every method throws `CourierGatewayError` and nothing else on a foreseen failure; each may be called again. */
export interface CourierGateway {
  /** Under this name the gateway's webhook is registered among the couriers. */
  readonly name: string;
  /** Books one parcel; a reference that was booked before answers the same parcel. */
  book(request: ParcelRequest): Promise<BookedParcel>;
  /** Has a booked parcel collected. @returns the day in India, `2026-01-31`. */
  arrangePickup(parcel: { readonly reference: string; readonly parcelId: string }): Promise<{ readonly on: string }>;
  /** The label as a PDF. It shows the address. */
  label(parcelId: string): Promise<Buffer>;
  /** Scans so far, oldest first; none for a parcel that was never scanned. */
  track(awb: string): Promise<readonly CourierScan[]>;
  answerFailure(awb: string, answer: FailureAnswer): Promise<void>;
  /** Gives up a booking; one that was never made, or is given up already, is no failure. */
  cancel(reference: string): Promise<void>;
  /** Reads what the gateway's webhook sent; undefined for what is no report about one of our parcels. */
  readReport(body: Buffer): { readonly reference: string; readonly scans: readonly CourierScan[] } | undefined;
}
