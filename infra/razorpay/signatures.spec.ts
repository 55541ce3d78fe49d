import { describe, expect, it } from 'vitest';
import { checkoutMessage, isSigned, sign } from './signatures.ts';

describe('signatures', () => {
  const body = '{"a":1,"b":2,"c":{"d":3}}';
  const webhookSignature = '2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc';

  it('matches the checked vector of a checkout', () => {
    const message = checkoutMessage('order_IEIaMR65cu6nz3', 'pay_IH4NVgf4Dreq1l');
    const expected = '0d4e745a1838664ad6c9c9902212a32d627d68e917290b0ad5f08ff4561bc50f';
    expect(sign('EnLs21M47BllR3X8PSFtjtbd', message)).toBe(expected);
    expect(isSigned(['EnLs21M47BllR3X8PSFtjtbd'], message, expected)).toBe(true);
  });

  it('matches the checked vector of a webhook, over the raw bytes', () => {
    expect(isSigned(['123456'], Buffer.from(body), webhookSignature)).toBe(true);
    const reformatted = Buffer.from(JSON.stringify(JSON.parse(body), null, 1));
    expect(isSigned(['123456'], reformatted, webhookSignature)).toBe(false);
  });

  it('accepts any of the live secrets and no other', () => {
    expect(isSigned(['new', '123456'], body, webhookSignature)).toBe(true);
    expect(isSigned(['123456', 'old'], body, webhookSignature)).toBe(true);
    expect(isSigned(['new', 'old'], body, webhookSignature)).toBe(false);
  });

  it.each(['', 'zz', webhookSignature.slice(1), `${webhookSignature}00`, 'é'.repeat(64)])('refuses %j', (signature) => {
    expect(isSigned(['123456'], body, signature)).toBe(false);
  });
});
