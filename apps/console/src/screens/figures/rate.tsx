import { useTranslation } from 'react-i18next';
import type { FigureShown } from '../../api/generated/analytics/types.gen';
import { Empty } from '../../parts/states';
import { listed } from '../../texts/language';
import { word } from '../../texts/words';
import { Trend } from './charts';

/** `≥ 85%`, `< 5%`. */
const aim = ({ is, rate }: NonNullable<FigureShown['target']>): string => `${is === 'below' ? '<' : '≥'} ${Number(rate)}%`;

/** Whether the target is met: a sign, a word and a colour. */
function Met({ shown: { target, met } }: { shown: FigureShown }) {
  const { t } = useTranslation();
  if (target === null) return <span className="quiet">{t('figures.no-target')}</span>;
  if (met === null) return <span className="quiet">{t('figures.target', { aim: aim(target) })}</span>;
  return <><span className={met ? 'sign good' : 'sign bad'}><span aria-hidden>{met ? '✓ ' : '✕ '}</span>{t(met ? 'figures.met' : 'figures.not-met')}</span> <span className="quiet">{t('figures.target', { aim: aim(target) })}</span></>;
}

/** How the month compares with the one before it that has anything to count. */
function Change({ shown: { month, rate, year } }: { shown: FigureShown }) {
  const { t } = useTranslation();
  const before = year[year.findIndex((one) => one.month === month) - 1];
  if (rate === null || before?.rate == null) return null;
  const by = Number(rate) - Number(before.rate);
  return <span className="quiet">{t(by === 0 ? 'figures.same' : by > 0 ? 'figures.up' : 'figures.down', { month: before.month, by: Math.abs(by).toFixed(1) })}</span>;
}

/** A rate, never without its month, sample and target; of too few it says so. */
export function Rate({ shown, asked }: { shown: FigureShown; asked: string | undefined }) {
  const { t } = useTranslation();
  const { figure, month, newest, numerator, denominator, rate, leastSample: least, target, year } = shown;
  const few = denominator < least;
  if (rate === null) return <Empty>{newest === null ? t('figures.never') : t('figures.none', { month: asked ?? '', newest })}</Empty>;
  return (
    <>
      <p className={few ? 'value few' : 'value'}><b>{Number(rate).toFixed(1)}%</b> <span className="n">{month} · {t('figures.n', { n: denominator })} · {t('figures.of', { numerator, denominator })}</span></p>
      <p className="judged">{few && <span className="sign warn"><span aria-hidden>! </span>{t('figures.too-few', { least })}</span>} <Met shown={shown} /> <Change shown={shown} /></p>
      {year.length > 0 && <Trend months={year} least={least} target={target} text={t('figures.trend.text', { title: `${word('figure', figure)} · ${t('figures.trend')}`, months: listed(year.map((one) => t('figures.month-share', { month: one.month, rate: one.rate ?? '', n: one.denominator }))) })} />}
    </>
  );
}
