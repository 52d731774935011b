import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../frame';

const problems = ['expired', 'denied', 'unfit', 'unavailable', 'out'] as const;

/** The way in. Who has just signed out, or was refused, is asked anew who he is. */
export function SignIn() {
  const { t } = useTranslation();
  const query = new URLSearchParams(location.search);
  const problem = problems.find((known) => known === query.get('sign-in'));
  query.delete('sign-in');
  const back = location.pathname + (query.size > 0 ? `?${query.toString()}` : '');
  return (
    <main className="alone">
      <h1>{t('product')}</h1>
      <p>{t('product.what')}</p>
      {problem && <Alert role="alert" showIcon type={problem === 'out' ? 'success' : 'warning'} title={t(`sign-in.${problem}`)} />}
      <p><a className="button" href={`/auth/sign-in?back=${encodeURIComponent(back)}${problem ? '&fresh=1' : ''}`}>{t('sign-in')}</a></p>
      <p className="quiet"><a href="/about">{t('about')}</a> <LanguageSwitch /></p>
    </main>
  );
}
