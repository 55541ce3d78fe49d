import { expect, it } from 'vitest';
import { PublicText } from './contact-details.ts';

it.each([
  ['Call me at 98765 43210 please', false],
  ['Write to asha@example.com', false],
  ['Pay me at asha@okaxis', false],
  ['Cheaper at https://example.shop/kurta', false],
  ['See mykurtas.in for more', false],
  ['Is the bust of size 38 or 40 inches? Length 120 cm?', true],
  ['क्या यह सूती है? Bought it for 1299 rupees.', true],
])('%s may be published: %s', (written, may) => expect(PublicText.safeParse(written).success).toBe(may));
