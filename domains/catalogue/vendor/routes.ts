import { z } from 'zod';
import { UserId, VendorId } from '../../../event-schemas/primitives.ts';
import { allInLanguage, subjectOf, type Translator } from '../../kernel/ports/translations.ts';
import { readRoute, writeRoute } from '../../kernel/routes.ts';
import { vendorIdOf } from '../natural-ids.ts';
import { actsForAll, requireVendor } from './access.ts';
import { vendor } from './aggregate.ts';
import { Media } from '../product/events.ts';
import { VendorProfile } from './events.ts';
import type { Vendor } from './decider.ts';
import type { VendorRow } from './read-model.ts';

const One = z.object({ vendorId: VendorId });
const Profile = VendorProfile.extend({ logoUrl: Media.optional() });
const VendorView = VendorProfile.extend({ id: VendorId, suspended: z.boolean() });
const LIST_MAX = 100;
const route = { tag: 'Vendors', allow: ['admin', 'vendor', 'service'], reply: VendorView } as const;
const view = (vendorId: VendorId, state: Vendor): z.infer<typeof VendorView> => ({
  ...state!.profile,
  id: vendorId,
  suspended: state!.suspended,
});

export const vendorWrites = [
  writeRoute({
    ...route,
    method: 'POST',
    path: '/vendors',
    summary: 'Register a vendor; one that registers itself owns it',
    status: 201,
    body: Profile.extend({ ownerUserId: UserId.optional() }),
    refusals: ['VendorNameTaken'],
    run: async ({ body: { ownerUserId, ...profile } }, context) => {
      const vendorId = vendorIdOf(profile.name);
      const owner = actsForAll(context) ? ownerUserId : UserId.parse(context.caller?.userId);
      const data = { vendorId, profile, ...(owner === undefined ? {} : { ownerUserId: owner }) };
      return view(vendorId, (await context.send(vendor, { type: 'RegisterVendor', data })).state);
    },
  }),
  writeRoute({
    ...route,
    method: 'PUT',
    path: '/vendors/:vendorId',
    summary: 'Change what the shop says about a vendor',
    params: One,
    body: Profile,
    refusals: ['VendorNotFound', 'NotYourVendor', 'VendorSuspended'],
    run: async ({ params: { vendorId }, body }, context) => {
      await requireVendor(vendorId, context);
      const command = { type: 'ChangeVendorProfile', data: { vendorId, profile: body } } as const;
      return view(vendorId, (await context.send(vendor, command)).state);
    },
  }),
  writeRoute({
    ...route,
    allow: ['admin'],
    method: 'PUT',
    path: '/vendors/:vendorId/owner',
    summary: 'Hand a vendor to an account',
    params: One,
    body: z.object({ ownerUserId: UserId }),
    refusals: ['VendorNotFound'],
    run: async ({ params: { vendorId }, body }, context) =>
      view(vendorId, (await context.send(vendor, { type: 'AssignVendorOwner', data: { vendorId, ...body } })).state),
  }),
  writeRoute({
    ...route,
    allow: ['admin'],
    method: 'PUT',
    path: '/vendors/:vendorId/suspension',
    summary: 'Suspend a vendor, or end that',
    params: One,
    body: z.object({ suspended: z.boolean() }),
    refusals: ['VendorNotFound'],
    run: async ({ params, body: { suspended } }, context) => {
      const type = suspended ? 'SuspendVendor' : 'ReinstateVendor';
      return view(params.vendorId, (await context.send(vendor, { type, data: params })).state);
    },
  }),
];

const COLUMNS = 'select vendor_id, name, description, logo_url, suspended from catalogue.vendor';
const rowView = (row: VendorRow): z.infer<typeof VendorView> => ({
  id: VendorId.parse(row.vendor_id),
  name: row.name,
  ...(row.description === null ? {} : { description: row.description }),
  ...(row.logo_url === null ? {} : { logoUrl: row.logo_url }),
  suspended: row.suspended,
});

/** Vendors with their descriptions in the reader's language; names are not translated. */
const described = (rows: readonly VendorRow[], translator: Translator) =>
  allInLanguage(translator, rows.map(rowView), ({ id }) => subjectOf('vendor', id), ['description']);

export const vendorReads = [
  readRoute({
    path: '/vendors',
    tag: 'Vendors',
    summary: 'Vendors by name',
    allow: ['public'],
    localised: true,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(LIST_MAX).default(LIST_MAX),
      cursor: z.string().max(200).optional(),
    }),
    reply: z.object({ vendors: z.array(VendorView), next: z.string().nullable() }),
    projections: ['vendor'],
    run: async ({ query: { limit, cursor } }, context) => {
      const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
      const rows = await context.query<VendorRow>({
        text: `${COLUMNS} where name > $1 order by name limit $2`,
        values: [after, limit],
      });
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return {
        vendors: await described(rows, context),
        next: last === undefined ? null : Buffer.from(last.name).toString('base64url'),
      };
    },
  }),
  readRoute({
    path: '/vendors/:vendorId',
    tag: 'Vendors',
    summary: 'One vendor',
    allow: ['public'],
    localised: true,
    params: One,
    reply: VendorView,
    projections: ['vendor'],
    run: async ({ params }, context) => {
      const [row] = await context.query<VendorRow>({
        text: `${COLUMNS} where vendor_id = $1`,
        values: [params.vendorId],
      });
      return row === undefined ? undefined : (await described([row], context))[0];
    },
  }),
];
