import { code, day, wholeNumber, word, Wrong, type Column, type FieldRule, type Kind, type Values } from '@aftercare/tables';
import { pastDutyStates, waiverReasons } from '../domain/obligation';

/** What rows of a file may refer to: what the others have told, within the importer's reach. */
export interface References {
  readonly has: (register: Register, code: string) => boolean;
  /** Whose account a delivery of an earlier system went to. */
  readonly dealerOf: (note: string) => string | null;
  /** Whether the number is free for this duty, or is its own from an earlier time. */
  readonly isFree: (number: string) => boolean;
  /** Today, where most branches are; a day after it has not been yet. */
  readonly today: string;
}
export type Register = 'dealer' | 'staff' | 'note';

const shapes = { dealer: /^DL\d{3,6}$/, staff: /^ST\d{3,6}$/, part: /^PT\d{3,6}$/, number: /^[A-Z0-9][A-Z0-9_.-]{0,63}$/ } as const;

const column = (field: string, rule: FieldRule, ...headers: string[]): Column => ({ field, rule, headers });
const mandatory = (field: string, rule: FieldRule, ...headers: string[]): Column => ({ field, rule, headers, mandatory: true });
const must = { required: true } as const;
const itself = (...words: readonly string[]): Record<string, string> => Object.fromEntries(words.map((one) => [one, one]));

/** Every kind of table that can be read, by the word that names it. */
export const kindsOf = ({ has, dealerOf, isFree, today }: References): Readonly<Record<KindName, Kind>> => {
  const known = (register: Register) => ({ known: (value: string) => has(register, value) });
  return {
    obligations: {
      entity: 'obligations',
      identity: { code: ['obligation_no'] },
      shown: ['obligation_no', 'note_no', 'dealer_code', 'part_code', 'qty', 'opened_on', 'due_on', 'received_on', 'received_qty', 'state', 'waived_by', 'waive_reason'],
      complete: (values) => {
        if (!isFree(values['obligation_no'] ?? '')) throw new Wrong('CODE_DUPLICATE', 'obligation_no');
        if (dealerOf(values['note_no'] ?? '') !== values['dealer_code']) throw new Wrong('UNKNOWN_REFERENCE', 'dealer_code');
        return asItStood(values, today);
      },
      columns: [
        mandatory('obligation_no', code(shapes.number, must), '旧件单号', '返还单号', '编号'),
        mandatory('note_no', code(shapes.number, { ...must, ...known('note') }), '发货单号', '发货单编号'),
        mandatory('dealer_code', code(shapes.dealer, { ...must, ...known('dealer') }), '经销商', '经销商编号'),
        mandatory('part_code', code(shapes.part, must), '配件编号', '配件'),
        mandatory('qty', wholeNumber({ requiredIf: () => true }), '数量', '应返数量'),
        mandatory('opened_on', day(must), '产生日期', '起始日期'),
        mandatory('due_on', day(must), '到期日期', '应返日期'),
        column('received_on', day(), '收到日期', '返还日期'),
        column('received_qty', wholeNumber(), '已返数量', '收到数量'),
        mandatory('state', word({ ...itself(...pastDutyStates), 未返还: 'open', 逾期: 'overdue', 已返还: 'received', 免返还: 'waived' }, must), '状态'),
        column('waived_by', code(shapes.staff, known('staff')), '免返批准人', '批准人'),
        column('waive_reason', word({ ...itself('', ...waiverReasons), 顾客遗失: 'lost_by_customer', 现场报废: 'destroyed_on_site', 运费超值: 'cost_over_value', 情谊: 'goodwill' }), '免返原因'),
      ],
    },
  };
};

const mostPieces = 1_000_000;

/** Days that follow each other, and pieces that fit the state. */
const asItStood = (values: Values, today: string): Values => {
  const { opened_on: opened = '', due_on: due = '', received_on: received = '', state } = values;
  const [qty, came] = [Number(values['qty']), Number(values['received_qty'] || 0)];
  if (qty < 1 || qty > mostPieces) throw new Wrong('CODE_INVALID', 'qty');
  if (opened > today) throw new Wrong('DATE_INVALID', 'opened_on');
  if (due < opened) throw new Wrong('DATE_INVALID', 'due_on');
  if (received !== '' && (received < opened || received > today)) throw new Wrong('DATE_INVALID', 'received_on');
  if (received === '' && came > 0) throw new Wrong('VALUE_MISSING', 'received_on');
  if (came > qty || (received !== '' && came === 0) || (state === 'received') !== (came === qty)) throw new Wrong('CODE_INVALID', 'received_qty');
  if (state === 'overdue' && due >= today) throw new Wrong('DATE_INVALID', 'due_on');
  if (state === 'waived') for (const field of ['waived_by', 'waive_reason']) if (!values[field]) throw new Wrong('VALUE_MISSING', field);
  return values;
};

export const kindNames = ['obligations'] as const;
export type KindName = (typeof kindNames)[number];

/** What can be said of a kind without looking at what is on file. */
export const describedKinds = kindsOf({ has: () => false, dealerOf: () => null, isFree: () => true, today: '9999-12-31' });
