import { sqlState } from './errors';

describe('the SQLSTATE of an error', () => {
  it('is what the server says, also inside TypeORM', () => {
    const told = Object.assign(new Error('deadlock detected'), { code: '40P01', severity: 'ERROR' });
    expect(sqlState(told)).toBe('40P01');
    expect(sqlState(Object.assign(new Error('QueryFailedError'), { driverError: told }))).toBe('40P01');
  });

  it('is none of what the network says', () => {
    expect(sqlState(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).toBeUndefined();
  });
});
