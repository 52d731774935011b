import { Contact, type ContactDetails } from './contact';
import { Phone } from './phone';

const now = new Date('2026-03-02T01:15:30Z');
const call: ContactDetails = {
  id: '019a5d5e-7c00-7000-8000-000000000001',
  branchId: 'BR05',
  channel: 'phone',
  caller: Phone.of('199-0000-1234'),
  words: '鱼缸漏水，地板都泡了。',
  candidates: ['019a5d5e-7c00-7000-8000-00000000000a'],
  recordedBy: 'ST030',
};

describe('Contact', () => {
  it('records a call of the one customer who has the number', () => {
    const { contact, events } = Contact.record(call, now);
    expect(contact).toMatchObject({ branchId: 'BR05', caller: '19900001234', words: call.words, customerId: call.candidates[0], recordedBy: 'ST030', recordedAt: now });
    expect(events).toEqual([{ type: 'ContactRecorded' }]);
  });

  it.each([['nobody', []], ['more than one customer', ['a', 'b']]])('records no customer when %s has the number', (_who, candidates) => {
    expect(Contact.record({ ...call, candidates }, now).contact.customerId).toBeNull();
  });

  it.each(['', '   ', '\n\t　'])('refuses words that say nothing: %j', (words) => {
    expect(() => Contact.record({ ...call, words }, now)).toThrow('contact.words-required');
  });

  it('needs the number of a call, but not of a visit at the counter', () => {
    expect(() => Contact.record({ ...call, caller: null }, now)).toThrow('contact.caller-required');
    expect(Contact.record({ ...call, channel: 'counter', caller: null, candidates: [] }, now).contact).toMatchObject({ caller: null, customerId: null });
  });
});
