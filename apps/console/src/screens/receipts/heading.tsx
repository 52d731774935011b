import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePerson } from '../../parts/person';

/** Differences, and what carriers owe for them: two lists beside each other. */
export function DiscrepancyHeading({ here }: { here: 'cases' | 'claims' }) {
  const { t } = useTranslation();
  return (
    <>
      <h1>{t(here === 'cases' ? 'nav.discrepancies' : 'dc.claims')}</h1>
      {usePerson().may.includes('parts:settle') && (
        <nav aria-label={t('nav.discrepancies')}>
          <Link to="/discrepancies" aria-current={here === 'cases' ? 'page' : undefined}>{t('nav.discrepancies')}</Link>
          <Link to="/carrier-claims" aria-current={here === 'claims' ? 'page' : undefined}>{t('dc.claims')}</Link>
        </nav>
      )}
    </>
  );
}

/** Old parts that are owed, and what might have to be paid for them. */
export function OldPartsHeading({ here }: { here: 'owed' | 'penalties' }) {
  const { t } = useTranslation();
  return (
    <>
      <h1>{t(here === 'owed' ? 'nav.old-parts' : 'pn.title')}</h1>
      <nav aria-label={t('nav.old-parts')}>
        <Link to="/old-parts" aria-current={here === 'owed' ? 'page' : undefined} activeOptions={{ exact: true }}>{t('ob.owed')}</Link>
        <Link to="/old-parts/penalties" aria-current={here === 'penalties' ? 'page' : undefined}>{t('pn.title')}</Link>
      </nav>
    </>
  );
}
