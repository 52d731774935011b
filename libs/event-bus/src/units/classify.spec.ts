import { TxBusy, TxSealed } from '@aftercare/event-store';
import { NotFound, RuleViolation, Unavailable } from '@aftercare/kernel';
import { classify, type Trouble } from './classify';
import { UnitStopped } from './stopped';

const coded = (code: string, more: object = {}): Error => Object.assign(new Error('the driver says no'), { code, ...(/^[0-9A-Z]{5}$/.test(code) && code !== 'EPIPE' ? { severity: 'ERROR' } : {}), ...more });
/** As TypeORM wraps it. */
const wrapped = (driverError: Error): Error => Object.assign(new Error('QueryFailedError'), { driverError });

describe('a failure', () => {
  it.each<[Trouble, string, unknown]>([
    ...['40001', '40P01', '08000', '08003', '08006', '57P01', '57P02', '57P03', '57P05', '57014', '55P03', '25P02', '25P03', '25P04', '53100', '53200', '53300'].map((state): [Trouble, string, unknown] => ['transient', `SQLSTATE ${state}`, coded(state)]),
    ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'].map((code): [Trouble, string, unknown] => ['transient', code, coded(code)]),
    ['transient', 'a connection that ended', new Error('Connection terminated unexpectedly')],
    ['transient', 'no free connection', new Unavailable('database.unavailable', 1, { cause: coded('28P01') })],
    ['transient', 'an answer 503', coded('HTTP', { status: 503 })],
    ['transient', 'an answer 429', coded('HTTP', { status: 429 })],
    ['transient', 'a deadlock inside TypeORM', wrapped(coded('40P01'))],
    ['transient', 'a refused connection at every address', Object.assign(new Error(''), { errors: [coded('ECONNREFUSED'), coded('ECONNREFUSED')] })],
    ['transient', 'a seal put on by a deadlock', new TxSealed({ cause: coded('40P01') })],
    ['transient', 'an error whose cause was the network', new Error('no answer', { cause: coded('ECONNRESET') })],
    ...['42P01', '42703', '42501'].map((state): [Trouble, string, unknown] => ['deployment', `SQLSTATE ${state}`, coded(state)]),
    ['deployment', 'a missing table inside TypeORM', wrapped(coded('42P01'))],
    ['deployment', 'a unit that has to stop', new UnitStopped('because')],
    ['poison', 'a row that the branch wall keeps out', coded('42501', { routine: 'ExecWithCheckOptions' })],
    ['poison', 'the same inside TypeORM', wrapped(coded('42501', { routine: 'ExecWithCheckOptions' }))],
    ...['23505', '23503', '23514', '22P02', '22021', '22003', '42601', '54000', 'XX000'].map((state): [Trouble, string, unknown] => ['poison', `SQLSTATE ${state}`, coded(state)]),
    ['poison', 'an answer 404', coded('HTTP', { status: 404 })],
    ['poison', 'a broken rule', new RuleViolation('ticket.closed')],
    ['poison', 'a row that is not there', new NotFound('ticket')],
    ['poison', 'a defect', new TypeError('undefined is not a function')],
    ['poison', 'two statements at once', new TxBusy()],
    ['poison', 'a failure that the handler swallowed', new TxSealed()],
    ['poison', 'a thrown text', 'no'],
    ['poison', 'nothing', undefined],
  ])('is %s: %s', (trouble, _, error) => {
    expect(classify(error)).toBe(trouble);
  });
});
