import { warrantyOn, type Device } from './warranty';

const device: Device = {
  serial: 'YG2603000407', dealerCode: 'DL017', warrantySource: 'installation', repairUntil: '2026-07-06', replaceUntil: '2025-10-06', refundUntil: null,
};

describe('the warranty of a device', () => {
  it('covers up to and including the last day of any guarantee', () => {
    expect(warrantyOn(device.serial, device, '2026-07-06')).toEqual({ warranty: 'in', warrantySource: 'installation' });
    expect(warrantyOn(device.serial, device, '2026-07-07')).toEqual({ warranty: 'out', warrantySource: 'installation' });
    expect(warrantyOn(device.serial, { ...device, repairUntil: null, refundUntil: '2026-08-01' }, '2026-07-07').warranty).toBe('in');
  });

  it('is as somebody has said it by hand, also that there is none', () => {
    expect(warrantyOn(device.serial, { ...device, warrantySource: 'manual', repairUntil: null, replaceUntil: null }, '2026-07-06')).toEqual({ warranty: 'out', warrantySource: 'manual' });
  });

  it('is unknown without a day of installation and for a serial number that nobody knows', () => {
    const unknown = { warranty: 'unknown', warrantySource: 'unknown' };
    expect(warrantyOn(device.serial, { ...device, warrantySource: 'unknown', repairUntil: null, replaceUntil: null }, '2026-07-06')).toEqual(unknown);
    expect(warrantyOn('YG9999999999', null, '2026-07-06')).toEqual(unknown);
  });

  it('is no question where there is no device', () => {
    expect(warrantyOn(null, null, '2026-07-06')).toEqual({ warranty: null, warrantySource: null });
  });
});
