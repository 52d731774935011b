import { eventually, request, type VisitedSystem } from '@aftercare/testing';

/** People of Tianjin, and the dealer of the demo, who is served there. */
export const people = { clerk: { code: 'ST014', name: '马涵涵' }, storekeeper: { code: 'ST015', name: '董云明' }, manager: { code: 'ST013', name: '袁山清' }, dealer: { code: 'DL001', name: '甲子水族(示例)' } } as const;

interface Line {
  readonly part: string;
  readonly qty: number;
}

/** What people do before the goods are where a journey begins, by the routes that they use. */
export class Parcel {
  constructor(private readonly system: VisitedSystem) {}

  async as(who: keyof typeof people) {
    const http = request(`${this.system.gateway}/api`, { token: await this.system.token(people[who].code) });
    return async <T>(path: string, body: object): Promise<T> => {
      const answer = await http.post<T>(path, body);
      if (answer.status >= 300) throw new Error(`${path} answers ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
  }

  /** Asked for by the clerk and approved by the manager: it is reserved. */
  async approved(lines: readonly Line[], more: object = { dealer: people.dealer.code }): Promise<{ readonly id: string; readonly number: string }> {
    const clerk = await this.as('clerk');
    const manager = await this.as('manager');
    const asked = await clerk<{ id: string; number: string }>('/inventory/parts-requests', { reason: 'defective', underWarranty: true, lines, ...more });
    await manager(`/inventory/parts-requests/${asked.id}/decision`, { lines: lines.map(({ part, qty }) => ({ part, approved: qty })), warrantyGround: 'part_itself' });
    return asked;
  }

  /** Picked, checked, on a note and gone. */
  async dispatched(lines: readonly Line[], more?: object): Promise<{ readonly note: string; readonly waybill: string }> {
    const [clerk, keeper] = [await this.as('clerk'), await this.as('storekeeper')];
    const { id } = await this.approved(lines, more);
    const picking = await keeper<{ id: string }>(`/inventory/parts-requests/${id}/pickings`, { scans: lines });
    await clerk(`/inventory/pickings/${picking.id}/check`, { counts: lines });
    const note = await keeper<{ id: string; number: string }>('/inventory/delivery-notes', { pickingId: picking.id });
    const waybill = `KDA${note.number.replace(/\D/g, '')}`;
    await keeper('/inventory/shipments', { carrier: 'CR01', waybill, noteIds: [note.id] });
    return { note: note.number, waybill };
  }

  /** Parts of which the warehouse of Tianjin has enough, once its stock is on file. */
  async parts(count: number): Promise<string[]> {
    const http = request(`${this.system.gateway}/api`, { token: await this.system.token(people.storekeeper.code) });
    return eventually(async () => {
      const { body } = await http.get<{ items: { locationCode: string; partCode: string; available: number }[] }>('/inventory/stock?location=WH-BR01&limit=500');
      const found = body.items.filter(({ available }) => available >= 6).map(({ partCode }) => partCode);
      expect(found.length).toBeGreaterThanOrEqual(count);
      return found.slice(0, count);
    }, { within: 20_000 });
  }
}
