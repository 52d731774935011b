import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, instant, uuid, word } from '../fields';

/** Staff wrote something down about a piece of work. The words stay in `directory`. */
export const NoteWrittenV1 = defineEvent({
  type: 'aftercare.directory.note.written.v1',
  meaning: { zh: '工作记录已写入（文字留在档案服务）', en: 'A note was written about a piece of work; its words stay in directory' },
  keyField: 'noteId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    noteId: uuid(),
    branchId: code(),
    /** The thing it is about, a ticket for example. */
    about: uuid(),
    /** Which step of the work wrote it, e.g. `intake`, `outcome`. */
    kind: word(),
    writtenBy: actor(),
    writtenAt: instant(),
  },
  example: {
    noteId: '019a5d5e-7c00-7000-8000-000000000004',
    branchId: 'BR05',
    about: '019a5d5e-7c00-7000-8000-000000000001',
    kind: 'intake',
    writtenBy: 'ST030',
    writtenAt: '2026-03-02T01:18:00.000Z',
  },
});
export type NoteWrittenV1 = DataOf<typeof NoteWrittenV1>;
