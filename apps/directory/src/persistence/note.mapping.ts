import { EntitySchema } from 'typeorm';
import { Note } from '../domain/note';

export const noteMapping = new EntitySchema<Note>({
  name: 'note',
  target: Note,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    version: { type: 'int' },
    about: { type: 'uuid' },
    kind: { type: 'text' },
    texts: { type: 'jsonb' },
    writtenBy: { type: 'text', name: 'written_by' },
    writtenAt: { type: 'timestamptz', name: 'written_at' },
  },
});
