/** What a payment gateway keeps of people, so that they need not type a card again: never the card, only tokens of it. */

export interface GatewayCustomer {
  readonly id: string;
}

/** A card of a customer as the networks let it be kept: a token, and enough of the card to know it by. */
export interface GatewayToken {
  readonly id: string;
  readonly customerId: string;
  readonly method: string;
  /** Four digits; of a network token they may differ from those on the card. Null for a method without a card. */
  readonly last4: string | null;
  readonly network: string | null;
  readonly issuer: string | null;
  readonly cardType: string | null;
  readonly expiresAt: string | null;
  /** `pending` until the network has agreed; `suspended` may come back, `deactivated` does not. */
  readonly status: 'pending' | 'active' | 'suspended' | 'deactivated';
}

export interface GatewayVault {
  /** The customer with this contact and e-mail address, made when there is none: the same again answers the same one. */
  createCustomer(request: {
    readonly name?: string | undefined;
    readonly contact?: string | undefined;
    readonly email?: string | undefined;
    readonly notes: Readonly<Record<string, string>>;
  }): Promise<GatewayCustomer>;
  /** What the gateway keeps for a customer; tokens that have expired may be left out. */
  listTokens(customerId: string): Promise<readonly GatewayToken[]>;
  /** Ends a token for good. One that is gone already counts as deleted, so a repeat after a lost answer is safe. */
  deleteToken(customerId: string, tokenId: string): Promise<void>;
}
