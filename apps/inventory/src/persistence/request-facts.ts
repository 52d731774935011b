import type { Principal } from '@aftercare/auth';
import { localDay } from '@aftercare/business-time';
import { statement, type Tx } from '@aftercare/event-store';
import { NotFound, RuleViolation, Unavailable } from '@aftercare/kernel';
import { doubtOf, type CoveredDevice, type DeclaredBy, type PartsRequest, type ReceiverKind, type RequestDetails, type WarrantyDoubt } from '../domain/parts-request';
import { declarationsOf } from './declared-relatives';

/** For whom and for what somebody asks, as he names it. */
export interface Asked {
  readonly ticketId: string | null;
  readonly dealerCode: string | null;
  readonly customerId: string | null;
  readonly serial: string | null;
  /** A van of the branch, where the parts are for its stock. */
  readonly van: string | null;
  /** Where several could receive: who does. */
  readonly receiver: ReceiverKind | null;
}

/** What a request is about, as far as directory and tickets know it. */
export type About = Pick<RequestDetails, 'dealerCode' | 'customerId' | 'customerCode' | 'receiverKind' | 'receiver' | 'ticketId' | 'ticketOwnerId' | 'serial' | 'modelCode' | 'location'>;

interface Row {
  readonly shortCode: string;
  readonly zone: string;
  readonly warehouse: string | null;
  readonly ticket: { readonly ownerId: string; readonly customerId: string | null; readonly dealerCode: string | null; readonly serial: string | null; readonly open: boolean } | null;
  readonly device: { readonly modelCode: string; readonly dealerCode: string | null; readonly customerId: string | null } | null;
  readonly dealer: string | null;
  readonly van: string | null;
  readonly customer: { readonly id: string; readonly code: string } | null;
}

// The device that is named, else the ticket's; the dealer and the customer that are named, else the ticket's, else the device's.
const involved = statement(
  'request-involved',
  `SELECT b.short_code AS "shortCode", b.zone,
          (SELECT code FROM location WHERE branch_id = b.id AND kind = 'warehouse' ORDER BY code LIMIT 1) AS warehouse,
          CASE WHEN t.id IS NULL THEN NULL ELSE jsonb_build_object('ownerId', t.owner_id, 'customerId', t.customer_id, 'dealerCode', t.dealer_code, 'serial', t.serial, 'open', t.open) END AS ticket,
          CASE WHEN d.serial IS NULL THEN NULL ELSE jsonb_build_object('modelCode', d.model_code, 'dealerCode', d.dealer_code, 'customerId', d.customer_id) END AS device,
          (SELECT code FROM dealer WHERE code = coalesce($3, t.dealer_code, d.dealer_code)) AS dealer,
          (SELECT code FROM location WHERE code = $6 AND branch_id = b.id AND kind = 'van') AS van,
          (SELECT jsonb_build_object('id', id, 'code', code) FROM customer WHERE id = coalesce($4, t.customer_id, d.customer_id)) AS customer
     FROM branch b
     LEFT JOIN ticket t ON t.id = $2 AND t.branch_id = b.id
     LEFT JOIN device d ON d.serial = coalesce($5, t.serial)
    WHERE b.id = $1`,
);

/** What a request is about, with the branch's short code and zone for its number: refused where something that is named does not exist for the caller. */
export const knownOf = async (tx: Tx, branchId: string, asked: Asked, actor: Principal): Promise<{ readonly shortCode: string; readonly zone: string; readonly about: About }> => {
  // A dealer asks for himself.
  const dealerCode = actor.kind === 'dealer' ? actor.subject : asked.dealerCode;
  if (asked.dealerCode !== null && asked.dealerCode !== dealerCode) throw new NotFound('dealer');
  const { ticketId, customerId, serial, van } = asked;
  const [row] = await tx.query<Row>(involved, [branchId, ticketId, dealerCode, customerId, serial, van]);
  if (!row) throw new Unavailable('branch.not-known-yet', 1);
  if (row.warehouse === null) throw new RuleViolation('parts-request.no-warehouse', { branch: branchId });
  if (ticketId !== null && (row.ticket === null || (actor.kind === 'dealer' && row.ticket.dealerCode !== actor.subject))) throw new NotFound('ticket');
  if (row.ticket?.open === false) throw new RuleViolation('parts-request.ticket-finished');
  if (serial !== null && row.device === null) throw new RuleViolation('parts-request.device-unknown', { serial });
  if (dealerCode !== null && row.dealer === null) throw new RuleViolation('parts-request.dealer-unknown', { dealer: dealerCode });
  if (customerId !== null && row.customer === null) throw new NotFound('customer');
  if (van !== null && row.van === null) throw new RuleViolation('parts-request.van-unknown', { van, branch: branchId });
  const receivers = { dealer: row.dealer, customer: row.customer?.id ?? null, van: row.van };
  const receiverKind = asked.receiver ?? (row.van !== null ? 'van' : row.dealer !== null ? 'dealer' : 'customer');
  const receiver = receivers[receiverKind];
  if (receiver === null) throw new RuleViolation('parts-request.receiver-missing', { receiver: receiverKind });
  return {
    shortCode: row.shortCode,
    zone: row.zone,
    about: {
      location: row.warehouse, dealerCode: row.dealer, customerId: row.customer?.id ?? null, customerCode: row.customer?.code ?? null, receiverKind, receiver,
      ticketId, ticketOwnerId: row.ticket?.ownerId ?? null, serial: serial ?? row.ticket?.serial ?? null, modelCode: row.device?.modelCode ?? null,
    },
  };
};

/** Whom those have declared who ask, decide or receive, and what the one who decides is trusted with. */
export const peopleOf = async (tx: Tx, by: string, request: PartsRequest): Promise<{ readonly declaredBy: DeclaredBy; readonly skills: readonly string[] }> => {
  const { declaredBy, skillsOf } = await declarationsOf(tx, [by, request.requestedBy]);
  return { declaredBy, skills: skillsOf(by) };
};

const zoneOf = statement('branch-zone', 'SELECT zone FROM branch WHERE id = $1');

/** The day that it is in the request's branch. */
export const todayIn = async (tx: Tx, branchId: string, now: Date): Promise<string> => {
  const [branch] = await tx.query<{ zone: string }>(zoneOf, [branchId]);
  if (!branch) throw new Unavailable('branch.not-known-yet', 1);
  return localDay(now, branch.zone);
};

const covered = statement('device-covered', 'SELECT dealer_code AS "dealerCode", customer_id AS "customerId", repair_until::text AS "coveredUntil" FROM device WHERE serial = $1');

const coveredDevice = async (tx: Tx, serial: string | null): Promise<CoveredDevice | null> =>
  serial === null ? null : ((await tx.query<CoveredDevice>(covered, [serial]))[0] ?? null);

/**
 * Whether the dealer pays is not for him to say: what is asked for as a warranty of a device whose guarantee is over is refused at once. A recall is the
 * factory's own, whatever the day: that, and whatever else no device bears out, whoever approves has to confirm.
 */
export const checkWarranty = async (tx: Tx, { branchId, serial, underWarranty, reason }: Pick<RequestDetails, 'branchId' | 'serial' | 'underWarranty' | 'reason'>, now: Date): Promise<void> => {
  if (!underWarranty || reason === 'recall') return;
  const until = (await coveredDevice(tx, serial))?.coveredUntil ?? null;
  if (until !== null && (await todayIn(tx, branchId, now)) > until) throw new RuleViolation('parts-request.warranty-over', { serial: String(serial), until });
};

/** What stands against the warranty that a request claims, by the day on which it was handed in. */
export const warrantyDoubtOf = async (tx: Tx, request: PartsRequest, now: Date): Promise<WarrantyDoubt | null> =>
  doubtOf(request, await coveredDevice(tx, request.serial), await todayIn(tx, request.branchId, request.submittedAt ?? now));
