const ENTRIES: readonly (readonly [string, string])[] = [
  [
    'POST /simulators/razorpay/pay',
    'pay an order as the customer would: {orderId, outcome, method, lateDays, webhooks}',
  ],
  [
    'POST, GET, DELETE /simulators/razorpay/faults',
    'make the next calls go wrong: {call, fault, times, delayMs, retryAfterSeconds}',
  ],
  ['POST /simulators/razorpay/refunds/:id', 'settle a refund: {status: processed | failed} or {speed: normal}'],
  ['POST /simulators/razorpay/webhook', 'receiver, secret and switch: {url, secret, enabled}'],
  ['GET /simulators/razorpay/webhooks', 'deliveries and what became of them, newest first: ?limit='],
  ['POST /simulators/razorpay/clock', 'let time pass: {days}'],
  ['POST /simulators/razorpay/disputes', 'a customer disputes a payment: {paymentId, event, reasonCode}'],
  [
    'POST /simulators/razorpay/downtimes',
    'a payment method goes down, or an earlier one (id) changes or ends: {event, method, severity, id?}',
  ],
  ['/simulators/razorpay/v1/...', 'orders, payments and refunds in the wire format of Razorpay'],
  ['GET /simulators/sms/messages', 'messages sent, newest first: ?phone=%2B91...&limit='],
  ['POST, DELETE /simulators/sms/faults', 'make the next messages go wrong: {call, fault, times, delayMs}'],
  ['GET /simulators/whatsapp/messages, voice/messages', 'WhatsApp messages and calls, newest first: ?phone=%2B91...'],
  ['POST, DELETE /simulators/whatsapp/faults, voice/faults', 'make the next ones go wrong: {call: send, fault, times}'],
  ['GET /simulators/mail/messages', 'e-mail received by the SMTP relay, newest first: ?to=&limit='],
  ['POST, DELETE /simulators/mail/faults', 'make the next e-mail go wrong: {call: send, fault, times, delayMs}'],
  [
    'POST /simulators/shiprocket/scans',
    'a courier scans a parcel: {reference, status, activity, place, at, webhooks}; the webhook is sent that often',
  ],
  ['GET /simulators/shiprocket/parcels/:reference', 'what the courier company has of one of our parcels'],
  ['POST /simulators/shiprocket/webhook', 'receiver and token of its reports: {url, token}'],
  [
    'POST, DELETE /simulators/shiprocket/faults',
    'make its next calls go wrong: {call, fault, times, delayMs, retryAfterSeconds}',
  ],
  ['DELETE /simulators/shiprocket/tokens', 'its tokens are no longer taken'],
  [
    '/simulators/shiprocket/v1/external/...',
    'orders, labels, pickups, tracking and failed deliveries as at Shiprocket',
  ],
  ['/simulators/sms/generateOtp.jsp, validateOtpApi.jsp, sendsms.jsp', 'an SMS panel in the wire format of Sisdial'],
];

/** The page at `/simulators`: what there is to call. */
export const INDEX_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Provider simulators</title>
<h1>Provider simulators</h1>
<p>They speak the providers' wire formats on this machine only. No money moves and no message leaves.</p>
<table>
${ENTRIES.map(([what, does]) => `<tr><td><code>${escape(what)}</code></td><td>${escape(does)}</td></tr>`).join('\n')}
</table>
</html>
`;

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
