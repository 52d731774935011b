/** What `tickets` says of a ticket to whoever has its link; a test compares it with the service's own document. */
export interface CustomerStatus {
  readonly number: string;
  readonly type: 'call' | 'inquiry' | 'complaint' | 'repair' | 'suggestion' | 'staff_conduct' | 'parts' | 'return';
  readonly state: 'new' | 'assigned' | 'in_progress' | 'waiting' | 'resolved' | 'closed' | 'cancelled' | 'merged';
  readonly waitingFor: 'customer' | 'parts' | 'dealer' | 'third_party' | null;
  readonly openedAt: string;
  readonly takenUp: boolean;
  readonly promisedAt: string | null;
  readonly escalated: boolean;
  readonly resolvedAt: string | null;
  readonly silentConsentAt: string | null;
  readonly closedAt: string | null;
  readonly parcels: readonly CustomerParcel[];
  readonly zone: string;
  readonly asOf: string;
}

export interface CustomerParcel {
  readonly carrier: string;
  readonly waybill: string;
  readonly state: 'under_way' | 'late' | 'problem' | 'signed' | 'refused' | 'returned' | 'lost';
  readonly promisedOn: string | null;
  readonly arrivedOn: string | null;
}
