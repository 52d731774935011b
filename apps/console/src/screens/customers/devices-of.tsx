import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallerDevice } from '../../api/generated/tickets/types.gen';
import { moment } from '../../texts/time';

/** Devices with what their guarantee of repair says today. */
export function DevicesOf({ devices }: { devices: readonly CallerDevice[] }) {
  const { t } = useTranslation();
  const today = moment(Date.now()).slice(0, 10);
  return (
    <table className="rows">
      <thead><tr><th scope="col">{t('serial')}</th><th scope="col">{t('model')}</th><th scope="col">{t('installed')}</th><th scope="col">{t('claim.repair')}</th></tr></thead>
      <tbody>{devices.map(({ serial, modelCode, installedOn, repairUntil, soldOutsideArea }) => (
        <tr key={serial}>
          <th scope="row" className="number"><Link to="/devices/$serial" params={{ serial }}>{serial}</Link></th>
          <td data-name={t('model')}>{modelCode}{soldOutsideArea && <> <span className="sign warn"><span aria-hidden>⚑ </span>{t('device.outside')}</span></>}</td>
          <td data-name={t('installed')}>{installedOn ?? t('none')}</td>
          <td data-name={t('claim.repair')}><span className="number">{repairUntil === null ? t('warranty.unknown') : repairUntil >= today ? t('warranty.until', { until: repairUntil }) : t('warranty.over', { until: repairUntil })}</span></td>
        </tr>
      ))}</tbody>
    </table>
  );
}
