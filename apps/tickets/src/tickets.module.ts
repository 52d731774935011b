import { OpsModule } from '@aftercare/chassis';
import { DocumentsModule } from '@aftercare/documents';
import { importing, importRoutes } from '@aftercare/imports';
import { Module, type DynamicModule } from '@nestjs/common';
import { DirectoryClient } from './directory/directory-client';
import { TicketNotes } from './directory/ticket-notes';
import { ShowCaller } from './features/caller/show-caller';
import { ShowCustomerLink } from './features/customer-status/show-customer-link';
import { ShowCustomerStatus } from './features/customer-status/show-customer-status';
import { AcceptHandOver } from './features/ticket/accept-hand-over';
import { CancelTicket } from './features/ticket/cancel-ticket';
import { CloseTicket } from './features/ticket/close-ticket';
import { CompleteIntake } from './features/ticket/complete-intake';
import { DeclineHandOver } from './features/ticket/decline-hand-over';
import { ExportQueue } from './features/ticket/export-queue';
import { FindByNumber } from './features/ticket/find-by-number';
import { FollowTickets } from './features/ticket/follow-tickets';
import { GetTicket } from './features/ticket/get-ticket';
import { MergeTicket } from './features/ticket/merge-ticket';
import { OfferHandOver } from './features/ticket/offer-hand-over';
import { ListPastRepairs } from './features/past/list-past-repairs';
import { ListPastSurveys } from './features/past/list-past-surveys';
import { OpenTicket } from './features/ticket/open-ticket';
import { PutTicketOnHold } from './features/ticket/put-ticket-on-hold';
import { ReclassifyTicket } from './features/ticket/reclassify-ticket';
import { ReopenTicket } from './features/ticket/reopen-ticket';
import { ReplyToSender } from './features/ticket/reply-to-sender';
import { ResolveTicket } from './features/ticket/resolve-ticket';
import { ResumeTicket } from './features/ticket/resume-ticket';
import { SearchTickets } from './features/ticket/search-tickets';
import { ShowQueue } from './features/ticket/show-queue';
import { ShowTimeline } from './features/ticket/show-timeline';
import { SplitTicket } from './features/ticket/split-ticket';
import { TakeUpTicket } from './features/ticket/take-up-ticket';
import { TicketKinds } from './imports/ticket-kinds';
import { AssignTicket } from './jobs/assign-ticket';
import { CloseSilently } from './jobs/close-silently';
import { EscalateTicket } from './jobs/escalate-ticket';
import { ReachResolutionTier } from './jobs/reach-resolution-tier';
import { PastRepairStore } from './persistence/past-repair.store';
import { PastSurveyStore } from './persistence/past-survey.store';
import { TicketStore } from './persistence/ticket.store';
import { Branches } from './projections/branches';
import { Calendars } from './projections/calendars';
import { Carriers } from './projections/carriers';
import { Customers } from './projections/customers';
import { Dealers } from './projections/dealers';
import { Devices } from './projections/devices';
import { EscalationPlans } from './projections/escalation-plans';
import { FaultCodes } from './projections/fault-codes';
import { PriorityMatrix } from './projections/priority-matrix';
import { ServicePolicies } from './projections/service-policies';
import { Staff } from './projections/staff';
import { StaffPresence } from './projections/staff-presence';
import { TicketLinks } from './projections/ticket-links';
import { Timeline } from './projections/timeline';
import { WhenAuthenticitySuspected } from './reactions/when-authenticity-suspected';
import { WhenPartsAreAwaited } from './reactions/when-parts-are-awaited';
import { WhenStaffSignedIn } from './reactions/when-staff-signed-in';

/** Table of contents of the service. */
@Module({
  imports: [OpsModule, DocumentsModule.of('tickets')],
  controllers: [
    OpenTicket, TakeUpTicket, CompleteIntake, PutTicketOnHold, ResumeTicket, ReplyToSender, ResolveTicket, ReopenTicket, CloseTicket, CancelTicket,
    ReclassifyTicket, OfferHandOver, AcceptHandOver, DeclineHandOver, MergeTicket, SplitTicket, FollowTickets, ShowQueue, ExportQueue, SearchTickets, FindByNumber, GetTicket, ShowTimeline, ListPastRepairs, ListPastSurveys, ShowCustomerLink, ShowCustomerStatus, ShowCaller,
    Branches, Calendars, Carriers, Customers, ServicePolicies, PriorityMatrix, EscalationPlans, FaultCodes, Staff, StaffPresence, Dealers, Devices, Timeline, TicketLinks,
    WhenStaffSignedIn, WhenAuthenticitySuspected, WhenPartsAreAwaited, ...importRoutes,
  ],
  providers: [TicketStore, PastRepairStore, PastSurveyStore, TicketNotes, AssignTicket, EscalateTicket, ReachResolutionTier, CloseSilently, ...importing(TicketKinds)],
})
export class TicketsModule {
  static asking(directoryUrl: string): DynamicModule {
    return { module: TicketsModule, providers: [{ provide: DirectoryClient, useValue: new DirectoryClient(directoryUrl) }] };
  }
}
