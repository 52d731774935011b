import { newId } from '@aftercare/kernel';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { api } from '../../api';
import { directoryRules } from '../../domain/rules';
import { mappings } from '../../persistence/mappings';
import { migrations } from '../../persistence/migrations';
import type { WrittenNote } from '../note/write-note';
import type { FoundWords } from './find-words';

let directory: ServiceUnderTest;
const about = newId();
const said: Record<string, string> = {};

beforeAll(async () => {
  directory = await startForTest({ ...api, migrations, rules: directoryRules, mappings });
  await directory.admin.query(`
    INSERT INTO calendar VALUES ('ALL', 'Asia/Shanghai', '[]', '[]');
    INSERT INTO branch (branch_id, name, short_code, kind, city, calendar_code) VALUES ('BR05', '杭州', 'HZ', 'branch', '杭州', 'ALL'), ('BR01', '天津', 'TJ', 'branch', '天津', 'ALL')`);
  const says = async (who: 'clerk' | 'clerkElsewhere', words: string) => (await (await directory.as(who)).post<{ contactId: string }>('/contacts', { channel: 'counter', words })).body.contactId;
  Object.assign(said, {
    leak: await says('clerk', '鱼缸底角漏水，地板湿了一片'),
    pump: await says('clerk', '水泵漏了，水泵响得整夜睡不着；ＹＧ２６０３ 那台'),
    elsewhere: await says('clerkElsewhere', '也漏水'),
  });
  const note = { branchId: 'BR05', about, kind: 'intake', texts: { realCause: '加热管烧断', wantedResult: '三天内换新，不再漏水' } };
  said['note'] = (await (await directory.as('clerk')).post<WrittenNote>('/notes', note)).body.noteId;
});
afterAll(() => directory?.stop());

const find = async (who: Parameters<ServiceUnderTest['as']>[0], text: string) => (await directory.as(who)).post<FoundWords>('/words/search', { text }, { idempotencyKey: null });

describe('looking for words', () => {
  it('finds a word of two characters, in what was said and in what was noted, as ids only', async () => {
    expect(await find('clerk', '漏水')).toMatchObject({ status: 200, body: { contacts: [said['leak']], about: [about], more: false } });
  });

  it.each([
    ['睡不着', ['pump']], // longer
    ['底角漏水', ['leak']],
    ['漏水泵', []], // its pairs are there, the word is not
    ['yg2603', ['pump']], // whatever the width and case
    ['%漏', []],
    ['天气', []],
  ])('%s', async (text, expected) => {
    const { body } = await find('clerk', text);
    expect([body.contacts, body.about]).toEqual([expected.map((name) => said[name]), []]);
  });

  it('shows of other branches nothing, and to auditors everything', async () => {
    expect((await find('clerkElsewhere', '漏水')).body).toEqual({ contacts: [said['elsewhere']], about: [], more: false });
    expect((await find('auditor', '漏水')).body).toEqual({ contacts: [said['elsewhere'], said['leak']], about: [about], more: false });
    expect((await find('technician', '漏水')).status).toBe(403);
  });

  it('needs two characters that stand together', async () => {
    for (const text of ['漏', ' 漏 水 ', '']) expect(await find('clerk', text)).toMatchObject({ status: 409, body: { type: '/problems/words.too-short' } });
    expect((await find('clerk', '水'.repeat(61))).status).toBe(400);
  });

  it('forgets what is erased', async () => {
    await directory.admin.query(`DELETE FROM note WHERE id = '${said['note']}'`);
    expect((await find('clerk', '漏水')).body).toEqual({ contacts: [said['leak']], about: [], more: false });
  });
});
