import { OpsModule } from '@aftercare/chassis';
import { Module } from '@nestjs/common';
import { ListBranches } from './features/branch/list-branches';
import { RecordContact } from './features/contact/record-contact';
import { ShowContact } from './features/contact/show-contact';
import { FindCustomers } from './features/customer/find-customers';
import { ShowCustomer } from './features/customer/show-customer';
import { ShowNote } from './features/note/show-note';
import { WriteNote } from './features/note/write-note';
import { ContactStore } from './persistence/contact.store';
import { NoteStore } from './persistence/note.store';

/** Table of contents of the service. It hears nothing: the others hear it. */
@Module({
  imports: [OpsModule],
  controllers: [RecordContact, ShowContact, WriteNote, ShowNote, FindCustomers, ShowCustomer, ListBranches],
  providers: [ContactStore, NoteStore],
})
export class DirectoryModule {}
