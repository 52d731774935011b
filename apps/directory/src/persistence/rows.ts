import type { CalendarSpec } from '@aftercare/business-time';
import type { LastDays, WarrantySource } from '../domain/warranty';

/** The tables' rows, as they are registered. Days are text, `2026-03-01`; empty is null. */
export interface BranchRow {
  readonly branch_id: string;
  readonly name: string;
  readonly short_code: string;
  readonly kind: 'factory' | 'region' | 'branch';
  readonly parent_id: string | null;
  readonly city: string;
  readonly area_code: string | null;
  readonly address: string | null;
  readonly phone: string | null;
  readonly calendar_code: string;
  readonly opened_on: string | null;
  /** The calendar's zone; not a column of its own. */
  readonly zone: string;
}

export interface StaffRow {
  readonly staff_id: string;
  readonly name: string;
  readonly role: string;
  readonly branch_id: string;
  readonly manager_id: string | null;
  readonly skills: string[];
  readonly phone: string;
  readonly joined_on: string | null;
  readonly declared_relatives: readonly string[];
  readonly active: boolean;
}

export interface CustomerRow {
  /** Of a new customer; one who is on file keeps his. */
  readonly id: string;
  readonly code: string;
  /** Who told us of him, and under which number he is known there: the same pair is the same customer. */
  readonly source: string;
  readonly external_number: string;
  readonly name: string;
  readonly phone: string;
  readonly city: string | null;
  readonly address: string | null;
  readonly branch_id: string;
  readonly dealer_code: string | null;
  readonly customer_class: 'key' | 'regular' | 'new';
  readonly owner_id: string | null;
  readonly consent_care: boolean;
  readonly consent_marketing: boolean;
  readonly consent_survey: boolean;
  readonly channel: string | null;
  readonly quiet_from: string | null;
  readonly quiet_to: string | null;
  readonly referrer_code: string | null;
  readonly created_on: string | null;
  readonly remark: string | null;
  /** Not told by files: who acts for the owner, and when somebody last went through the record with the customer. */
  readonly agent_id?: string | null;
  readonly last_checked_on?: string | null;
}

export interface DealerRow {
  readonly dealer_code: string;
  readonly name: string;
  readonly role: 'dealer' | 'service_station';
  readonly contact_name: string | null;
  readonly phone: string;
  readonly branch_id: string;
  readonly territory: string | null;
  readonly parent_dealer_code: string | null;
  readonly key_account: boolean;
  readonly representative_id: string | null;
  readonly address: string | null;
  /** Exact decimal, `18000.00`. */
  readonly credit_limit: string | null;
  readonly currency: string | null;
  readonly joined_on: string | null;
  readonly remark: string | null;
}

export interface ModelRow {
  readonly model_code: string;
  readonly name: string;
  readonly series: string | null;
  readonly length_cm: number | null;
  readonly volume_l: number | null;
  readonly glass_mm: number | null;
  readonly repair_months: number;
  readonly replace_months: number;
  readonly refund_months: number;
  readonly warranty_starts: 'installed_on';
  /** Exact decimal, `399.00`. */
  readonly price: string | null;
}

export interface FaultCodeRow {
  readonly fault_code: string;
  readonly level: 'family' | 'code';
  readonly family_code: string;
  readonly name_zh: string;
  readonly name_en: string | null;
  readonly material: string | null;
  readonly process_stage: string | null;
}

/** A device as somebody tells of it. The rest of its record follows from its model, its dealer and its owner. */
export interface DeviceRow {
  readonly serial: string;
  readonly model_code: string;
  readonly lot: string | null;
  readonly process_stage_notes: string | null;
  readonly made_on: string | null;
  readonly shipped_on: string | null;
  readonly dealer_code: string | null;
  /** null: not sold yet. */
  readonly customer_code: string | null;
  readonly installed_on: string | null;
  readonly authenticity_code: string | null;
  readonly remark: string | null;
}

/** A device as it stands on file. */
export interface DeviceRecord extends Omit<DeviceRow, 'customer_code'> {
  readonly customer_id: string | null;
  readonly branch_id: string;
  readonly sold_outside_area: boolean;
  readonly warranty_source: WarrantySource;
  readonly repair_until: LastDays['repair'];
  readonly replace_until: LastDays['replace'];
  readonly refund_until: LastDays['refund'];
}

export interface CalendarRow extends CalendarSpec {
  readonly calendar_code: string;
}

export interface PolicyRow {
  readonly policy_code: string;
  readonly version: number;
  readonly valid_from: string;
  readonly ticket_type: (typeof ticketTypes)[number];
  readonly priority: (typeof priorities)[number];
  readonly customer_class: CustomerRow['customer_class'];
  readonly first_response_min: number;
  readonly next_update_min: number;
  readonly resolution_min: number;
  readonly calendar_code: string;
}

export interface MatrixRow {
  readonly matrix_code: string;
  readonly version: number;
  readonly cells: { urgency: (typeof priorities)[number]; impact: (typeof impacts)[number]; priority: (typeof priorities)[number] }[];
}

export interface EscalationPlanRow {
  readonly plan_code: string;
  readonly valid_from: string;
  readonly tiers: { tier: number; atPct: number; action: 'notify' | 'reassign'; toRole: string }[];
}

export const ticketTypes = ['call', 'inquiry', 'complaint', 'repair', 'suggestion', 'staff_conduct', 'parts', 'return'] as const;
export const priorities = ['low', 'normal', 'high', 'urgent'] as const;
export const impacts = ['low', 'normal', 'high'] as const;
