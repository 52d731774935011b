import { OpsModule } from '@aftercare/chassis';
import { Module } from '@nestjs/common';
import { ListBranches } from './features/branch/list-branches';
import { RecordContact } from './features/contact/record-contact';
import { ShowContact } from './features/contact/show-contact';
import { FindCustomers } from './features/customer/find-customers';
import { ShowCustomer } from './features/customer/show-customer';
import { HandOverDevice } from './features/device/hand-over-device';
import { SetWarranty } from './features/device/set-warranty';
import { ShowDevice } from './features/device/show-device';
import { ShowWarranty } from './features/device/show-warranty';
import { ApplyImport } from './features/import/apply-import';
import { ListImports } from './features/import/list-imports';
import { RememberColumns } from './features/import/remember-columns';
import { SendTable } from './features/import/send-table';
import { ShowImportErrors } from './features/import/show-import-errors';
import { ShowImportReport } from './features/import/show-import-report';
import { ShowImport } from './features/import/show-import';
import { ShowNote } from './features/note/show-note';
import { WriteNote } from './features/note/write-note';
import { ApplyImportRows } from './jobs/apply-import-rows';
import { ForgetImportRows } from './jobs/forget-import-rows';
import { ContactStore } from './persistence/contact.store';
import { DeviceStore } from './persistence/device.store';
import { ImportStore } from './persistence/import.store';
import { NoteStore } from './persistence/note.store';

/** Table of contents of the service. It hears nothing: the others hear it. */
@Module({
  imports: [OpsModule],
  controllers: [
    RecordContact, ShowContact, WriteNote, ShowNote, FindCustomers, ShowCustomer, ListBranches, ShowDevice, ShowWarranty, SetWarranty, HandOverDevice,
    SendTable, ListImports, ShowImport, ShowImportErrors, ShowImportReport, ApplyImport, RememberColumns,
  ],
  providers: [ContactStore, DeviceStore, NoteStore, ImportStore, ApplyImportRows, ForgetImportRows],
})
export class DirectoryModule {}
