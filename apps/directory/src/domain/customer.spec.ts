import { completenessOf, missingFrom } from './completeness';
import { Customer, type CustomerDetails } from './customer';

const now = new Date('2026-03-02T01:15:00Z');
const details: CustomerDetails = {
  name: '郑雅春', nameInitials: 'zyc', phone: '19900001234', city: null, address: null, dealerCode: null, customerClass: 'new', ownerId: null, agentId: null, consentCare: true,
  consentMarketing: true, consentSurvey: false, channel: null, quietFrom: null, quietTo: null, referrerCode: null, remark: null,
};
const until = new Date('2026-03-03T01:20:00Z');
const made = { id: '019a5d5e-7c00-7000-8000-000000000001', branchId: 'BR05', code: 'CU1000001', offeredTo: 'ST030', createdOn: '2026-03-02' };
const customer = (said: Partial<CustomerDetails> = {}, as: Partial<typeof made> = {}) => Customer.register({ ...details, ...said }, { ...made, ...as }, now, until).customer;

describe('Customer', () => {
  it('is on file and offered to whose turn it is', () => {
    expect(Customer.register(details, made, now, until).events).toEqual([{ type: 'CustomerChanged' }, { type: 'CustomerOffered', to: 'ST030', at: now, until }]);
    expect(customer()).toMatchObject({ ...details, source: 'directory', externalNumber: 'CU1000001', lastCheckedOn: '2026-03-02', mergedInto: null });
  });

  it.each([
    ['customer.name-required', { name: ' ' }],
    ['customer.quiet-hours-incomplete', { quietFrom: '22:00' }],
    ['customer.referred-by-himself', { referrerCode: 'CU1000001' }],
    ['customer.agent-without-owner', { agentId: 'ST030' }],
  ])('is refused with %s', (code, said) => {
    expect(() => customer(said)).toThrow(code);
    expect(() => customer().change({ ...details, ...said })).toThrow(code);
  });

  it('does not change by the same words', () => {
    expect(customer().change(details)).toEqual([]);
    expect(customer().change({ ...details, city: '杭州' })).toEqual([{ type: 'CustomerChanged' }]);
  });

  it('belongs to whom he was offered, once that one accepts, and to nobody else', () => {
    const offered = customer();
    expect(() => offered.accept('ST031')).toThrow('customer.not-offered-to-you');
    expect(offered.accept('ST030')).toEqual([{ type: 'CustomerChanged' }]);
    expect(offered).toMatchObject({ ownerId: 'ST030', offeredTo: null });
    expect(offered.accept('ST030')).toEqual([]);
  });

  it('goes on to the next also when nobody answers in time, and an answer that comes later is too late', () => {
    const offered = customer();
    expect(offered.offerExpired('ST034', until, until)).toEqual([{ type: 'CustomerOffered', to: 'ST034', at: until, until }]);
    expect(() => offered.accept('ST030')).toThrow('customer.not-offered-to-you');
    offered.accept('ST034');
    expect([offered.offerExpired('ST031', until, until), offered.offer('ST031', until, until), offered.ownerId]).toEqual([[], [], 'ST034']);
  });

  it('goes on to the next when he is declined, until nobody is left', () => {
    const offered = customer();
    expect(offered.decline('ST030', 'ST034', now, until)).toEqual([{ type: 'CustomerOffered', to: 'ST034', at: now, until }]);
    expect(() => offered.accept('ST030')).toThrow('customer.not-offered-to-you');
    expect(offered.decline('ST034', null, now, until)).toEqual([{ type: 'CustomerChanged' }]);
    expect(offered).toMatchObject({ ownerId: null, offeredTo: null, declinedBy: ['ST030', 'ST034'] });
  });

  it('keeps what he knows when another record is merged into him, and adds what only that one knew', () => {
    const survivor = customer({ city: '杭州', consentSurvey: true, remark: '先打电话' });
    const other = customer(
      { city: '宁波', address: '示例路1号', customerClass: 'key', consentMarketing: false, quietFrom: '21:30', quietTo: '08:00', remark: '二楼', referrerCode: 'CU1000001', ownerId: 'ST034', agentId: 'ST035' },
      { id: '019a5d5e-7c00-7000-8000-000000000002', code: 'CU1000002', createdOn: '2025-03-02' },
    );
    expect(other.mergeInto(survivor.id, 'ST029', now)).toEqual([{ type: 'CustomerMerged', survivorId: survivor.id, by: 'ST029', at: now }]);
    expect(survivor.absorb(other)).toEqual([{ type: 'CustomerChanged' }]);
    expect(survivor).toMatchObject({
      city: '杭州', address: '示例路1号', customerClass: 'key', ownerId: 'ST034', agentId: 'ST035', offeredTo: null, quietFrom: '21:30', quietTo: '08:00', remark: '先打电话\n二楼', createdOn: '2025-03-02',
      referrerCode: null, consentCare: true, consentMarketing: false, consentSurvey: false,
    });
    for (const late of [() => other.change(details), () => other.check('2026-03-03'), () => other.accept('ST030'), () => other.absorb(survivor)]) expect(late).toThrow('customer.merged');
  });

  it('is as complete as what is on file of him', () => {
    expect([completenessOf(customer()), missingFrom(customer())]).toEqual([25, ['city', 'address', 'dealerCode', 'ownerId', 'channel', 'quietFrom']]);
    const full = customer({ city: '杭州', address: '示例路1号', dealerCode: 'DL014', ownerId: 'ST030', channel: 'wechat', quietFrom: '21:30', quietTo: '08:00' });
    expect([completenessOf(full), missingFrom(full)]).toEqual([100, []]);
  });
});
