import { aggregateStore } from '@aftercare/event-store';
import type { Note, NoteEvent } from '../domain/note';
import { notePublishes } from '../publishes';
import { noteMapping } from './note.mapping';

export class NoteStore extends aggregateStore<Note, NoteEvent>({ kind: 'note', mapping: noteMapping, publishes: notePublishes }) {}
