import { newId } from '@aftercare/kernel';
import { principals, startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from '../../api';
import { directoryRules } from '../../domain/rules';
import { mappings } from '../../persistence/mappings';
import { migrations } from '../../persistence/migrations';
import type { WrittenNote } from './write-note';

let directory: ServiceUnderTest;
const about = newId();
const texts = { realCause: '加热管烧断', wantedResult: '三天内换新' };
const note = { branchId: 'BR05', about, kind: 'intake', texts };

beforeAll(async () => void (directory = await startForTest({ ...api, migrations, rules: directoryRules, mappings })));
afterAll(() => directory?.stop());

const counts = () => directory.rows('SELECT (SELECT count(*) FROM note) AS notes, (SELECT count(*) FROM event) AS events');

describe('writing a note', () => {
  it('keeps the words here and tells the world ids only', async () => {
    const { status, body } = await (await directory.as('clerk')).post<WrittenNote>('/notes', note);
    expect(status).toBe(201);
    const [event] = await directory.rows<{ payload: Buffer }>('SELECT payload FROM event WHERE key = $1', body.noteId);
    expect(JSON.parse(event!.payload.toString())).toEqual({ noteId: body.noteId, branchId: 'BR05', about, kind: 'intake', writtenBy: 'ST030', writtenAt: body.writtenAt });
    expect(await (await directory.as('technician')).get(`/notes/${body.noteId}`)).toMatchObject({ status: 200, body: { about, kind: 'intake', texts, writtenBy: 'ST030' } });
    expect(directory.logged.join('')).not.toContain(texts.realCause);
  });

  it('is written once, however often the same request comes', async () => {
    const idempotencyKey = newId();
    const clerk = await directory.as('clerk');
    const first = await clerk.post('/notes', note, { idempotencyKey });
    const before = await counts();
    expect(await clerk.post('/notes', note, { idempotencyKey })).toMatchObject({ status: 201, body: first.body });
    expect(await counts()).toEqual(before);
  });

  it.each([
    ['no boxes', 400, { ...note, texts: {} }],
    ['nine boxes', 400, { ...note, texts: Object.fromEntries([...'abcdefghi'].map((name) => [name, 'x'])) }],
    ['a box without a proper name', 400, { ...note, texts: { '<b>': 'x' } }],
    ['a box that is no text', 400, { ...note, texts: { realCause: 7 } }],
    ['a text of 4001 characters', 400, { ...note, texts: { realCause: '话'.repeat(4001) } }],
    ['a box of blanks', 409, { ...note, texts: { realCause: ' \n ' } }],
    ['another branch', 404, { ...note, branchId: 'BR01' }],
  ])('refuses %s, and nothing is left behind', async (_what, status, body) => {
    const before = await counts();
    expect((await (await directory.as('clerk')).post('/notes', body)).status).toBe(status);
    expect(await counts()).toEqual(before);
  });

  it('is hidden from another branch, by the guard and by the wall', async () => {
    const { noteId } = (await (await directory.as('clerk')).post<WrittenNote>('/notes', note)).body;
    expect((await (await directory.as('clerkElsewhere')).get(`/notes/${noteId}`)).status).toBe(404);
    expect(await directory.database.withTx({ principal: principals.clerkElsewhere, branches: ['BR01'] }, (tx) => tx.query('SELECT id FROM note WHERE id = $1', [noteId]))).toEqual([]);
    await directory.admin.query('ALTER TABLE note DISABLE ROW LEVEL SECURITY');
    expect((await (await directory.as('clerkElsewhere')).get(`/notes/${noteId}`)).status).toBe(404);
    await directory.admin.query('ALTER TABLE note ENABLE ROW LEVEL SECURITY');
  });
});
