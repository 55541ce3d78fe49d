import { createHmac, timingSafeEqual } from 'node:crypto';

const HEX_SHA256 = /^[0-9a-f]{64}$/i;

/** HMAC-SHA256 of `message` in lower-case hexadecimal, as Razorpay signs both checkouts and webhooks. */
export function sign(secret: string, message: string | Uint8Array): string {
  return createHmac('sha256', secret).update(message).digest('hex');
}

function signedWith(secret: string, message: string | Uint8Array, signature: string): boolean {
  if (!HEX_SHA256.test(signature)) return false;
  const expected = createHmac('sha256', secret).update(message).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

/** Whether `signature` is that of `message` under any of the secrets; each comparison takes constant time. */
export function isSigned(secrets: readonly string[], message: string | Uint8Array, signature: string): boolean {
  // No early exit: how long the check takes must not tell which of the live secrets matched.
  return secrets.map((secret) => signedWith(secret, message, signature)).some(Boolean);
}

/** The text that Checkout signs for an order and a payment. */
export function checkoutMessage(gatewayOrderId: string, paymentId: string): string {
  return `${gatewayOrderId}|${paymentId}`;
}
