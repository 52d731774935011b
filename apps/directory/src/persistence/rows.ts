import type { CalendarSpec } from '@aftercare/business-time';

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
  readonly id: string;
  readonly code: string;
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
