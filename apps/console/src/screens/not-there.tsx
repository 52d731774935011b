import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/states';

export const NotThere = () => {
  const { t } = useTranslation();
  return <Empty action={<Link to="/">{t('start')}</Link>}>{t('not-there')}</Empty>;
};
