import type { ServiceUnderTest } from '@aftercare/testing';
import { ReturnsUnderTest } from '../dealer-returns.fixture';

const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

describe('the papers of old parts', () => {
  let house: ReturnsUnderTest;
  beforeAll(async () => { house = await ReturnsUnderTest.start(); });
  afterAll(() => house?.stop());
  const page = async (path: string, who: Parameters<ServiceUnderTest['as']>[0] = 'storekeeper') => (await house.service.as(who)).get<string>(path);

  it('are a tag with its number as a bar code, a list for the parcel, and what is owed dealer by dealer', async () => {
    const [{ day } = { day: '' }] = await house.service.rows<{ day: string }>("SELECT ((business_now() AT TIME ZONE 'Asia/Shanghai')::date + 20)::text AS day");
    const { duties: [mine] } = await house.dispatched([{ part: 'PT039', qty: 2, returnDueOn: day }]);
    await house.dispatched([{ part: 'PT037', qty: 1, returnDueOn: day }], { dealerCode: 'DL005' });
    const [{ number } = { number: '' }] = await house.service.rows<{ number: string }>('SELECT number FROM obligation WHERE id = $1', mine!);
    const tag = await page(`/obligations/${number}/label/print`, 'dealer');
    expect(tag.body).toMatch(new RegExp(`旧件返还标签[\\s\\S]*PT039[\\s\\S]*</svg>${number}</figure>`));
    expect((await page(`/obligations/${mine}/label/pdf?lang=en`)).body.slice(0, 5)).toBe('%PDF-');
    expect(textOf((await page('/obligations/return-list?dealer=DL017', 'dealer')).body)).toMatch(new RegExp(`旧件返还清单 .*DL017.* ${number} DN-HZ-2026-000001 PT039 2 ${day} 0 `));
    expect([(await page('/obligations/return-list?dealer=DL005', 'dealer')).status, (await page(`/obligations/${mine}/label/print`, 'otherDealer')).status]).toEqual([404, 404]);
    const list = async (query: string, who?: Parameters<ServiceUnderTest['as']>[0]) => (await page(`/obligations/debt-list?format=csv${query}`, who)).body.trimEnd().split('\r\n');
    expect((await list(''))[0]).toBe('网点,经销商,返还单（标签）,发货单,旧件,欠返,应返日,逾期天数');
    expect((await list('')).slice(1).map((line) => line.split(',').slice(1, 2).concat(line.split(',').slice(4, 6)))).toEqual([['DL005', 'PT037', '1'], ['DL017', 'PT039', '2']]);
    expect([(await list('&dealer=DL005')).length, (await list('', 'dealer')).length, (await list('', 'clerkElsewhere')).length]).toEqual([2, 2, 1]);
    expect((await page('/obligations/debt-list?lang=en')).body.slice(0, 2)).toBe('PK');
  });
});
