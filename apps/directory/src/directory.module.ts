import { OpsModule } from '@aftercare/chassis';
import { DocumentsModule } from '@aftercare/documents';
import { importing, importRoutes } from '@aftercare/imports';
import { Module } from '@nestjs/common';
import { AskAuthenticity } from './features/authenticity/ask-authenticity';
import { ListBranches } from './features/branch/list-branches';
import { LookUpCaller } from './features/caller/look-up-caller';
import { RecordContact } from './features/contact/record-contact';
import { ShowContact } from './features/contact/show-contact';
import { AcceptCustomer } from './features/customer/accept-customer';
import { ChangeCustomer } from './features/customer/change-customer';
import { CheckCustomer } from './features/customer/check-customer';
import { DeclineCustomer } from './features/customer/decline-customer';
import { ExportCustomers } from './features/customer/export-customers';
import { ListOffers } from './features/customer/list-offers';
import { RegisterCustomer } from './features/customer/register-customer';
import { AcceptMerge } from './features/merge-proposal/accept-merge';
import { DeclineMerge } from './features/merge-proposal/decline-merge';
import { ListMergeProposals } from './features/merge-proposal/list-merge-proposals';
import { FindCustomers } from './features/customer/find-customers';
import { ShowCustomer } from './features/customer/show-customer';
import { ListDealers } from './features/dealer/list-dealers';
import { ChangeDealer } from './features/dealer/change-dealer';
import { RegisterDealer } from './features/dealer/register-dealer';
import { ShowDealer } from './features/dealer/show-dealer';
import { HandOverDevice } from './features/device/hand-over-device';
import { SetWarranty } from './features/device/set-warranty';
import { ShowDevice } from './features/device/show-device';
import { ShowWarranty } from './features/device/show-warranty';
import { ListFaultCodes } from './features/fault-code/list-fault-codes';
import { ListModels } from './features/model/list-models';
import { PublishFacts } from './features/model/publish-facts';
import { RegisterModel } from './features/model/register-model';
import { ListNames } from './features/name/list-names';
import { ShowNote } from './features/note/show-note';
import { WriteNote } from './features/note/write-note';
import { ChangeMember } from './features/staff/change-member';
import { DeclareRelatives } from './features/staff/declare-relatives';
import { ListStaff } from './features/staff/list-staff';
import { MoveMember } from './features/staff/move-member';
import { RegisterMember } from './features/staff/register-member';
import { ShowMember } from './features/staff/show-member';
import { SignIn } from './features/staff/sign-in';
import { SignOut } from './features/staff/sign-out';
import { FindWords } from './features/words/find-words';
import { DirectoryKinds } from './imports/directory-kinds';
import { EndDay } from './jobs/end-day';
import { ExpireOffer } from './jobs/expire-offer';
import { OfferWaiting } from './jobs/offer-waiting';
import { AuthenticityStore } from './persistence/authenticity.store';
import { ContactStore } from './persistence/contact.store';
import { CustomerTurns } from './persistence/customer-turn';
import { CustomerStore } from './persistence/customer.store';
import { DealerStore } from './persistence/dealer.store';
import { DeviceStore } from './persistence/device.store';
import { MergeProposalStore } from './persistence/merge-proposal.store';
import { NoteStore } from './persistence/note.store';
import { StaffStore } from './persistence/staff.store';
import { Documents } from './projections/documents';

/** Table of contents of the service. It hears of others only which numbers their papers have: it is the others who hear it. */
@Module({
  imports: [OpsModule, DocumentsModule.of('directory')],
  controllers: [
    RecordContact, ShowContact, WriteNote, ShowNote, FindWords, FindCustomers, ShowCustomer, ExportCustomers, ListBranches, ShowDevice, ShowWarranty, SetWarranty, HandOverDevice,
    ListNames, ListStaff, ShowMember, RegisterMember, ChangeMember, MoveMember, DeclareRelatives, SignIn, SignOut, ListOffers, RegisterCustomer, ChangeCustomer, CheckCustomer, AcceptCustomer, DeclineCustomer,
    ListMergeProposals, AcceptMerge, DeclineMerge, LookUpCaller, ListDealers, ShowDealer, RegisterDealer, ChangeDealer, AskAuthenticity, ListModels, RegisterModel, PublishFacts, ListFaultCodes, Documents,
    ...importRoutes,
  ],
  providers: [AuthenticityStore, ContactStore, CustomerStore, CustomerTurns, DealerStore, DeviceStore, MergeProposalStore, NoteStore, StaffStore, EndDay, ExpireOffer, OfferWaiting, ...importing(DirectoryKinds)],
})
export class DirectoryModule {}
