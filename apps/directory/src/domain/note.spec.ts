import { Note, type NoteDetails } from './note';

const now = new Date('2026-03-02T01:18:00Z');
const intake: NoteDetails = {
  id: '019a5d5e-7c00-7000-8000-000000000004',
  branchId: 'BR05',
  about: '019a5d5e-7c00-7000-8000-000000000001',
  kind: 'intake',
  texts: { realCause: '加热管烧断', wantedResult: '三天内换新' },
  writtenBy: 'ST030',
};

describe('Note', () => {
  it('keeps what was written, box by box, with who wrote it and when', () => {
    const { note, events } = Note.write(intake, now);
    expect(note).toMatchObject({ ...intake, writtenAt: now, version: 1 });
    expect(events).toEqual([{ type: 'NoteWritten' }]);
  });

  it.each(['', '  ', '\n\u3000'])('refuses a box that says nothing: %j', (realCause) => {
    expect(() => Note.write({ ...intake, texts: { ...intake.texts, realCause } }, now)).toThrow(expect.objectContaining({ code: 'note.text-missing', params: { name: 'realCause' } }));
  });
});
