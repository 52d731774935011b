import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Trouble } from '../../parts/states';
import { word } from '../../texts/words';
import { deviationKinds, verifyEvents, type Deviation, type Verdict } from './calls';
import { operatedServices, type OperatedService } from './routes';

interface Told {
  readonly read: { readonly records: number; readonly events: number };
  readonly deviations: readonly Deviation[];
  readonly verdict: Verdict | null;
  readonly error: unknown;
}

const nothing: Told = { read: { records: 0, events: 0 }, deviations: [], verdict: null, error: null };
type All = Readonly<Partial<Record<OperatedService, Told>>>;

/** Every service compares its own part, one after the other; what only the whole can tell stays with the command. */
export function Verify() {
  const { t } = useTranslation();
  const [told, setTold] = useState<All>({});
  const [now, setNow] = useState<OperatedService | null>(null);
  const going = useRef<AbortController>(null);
  useEffect(() => () => going.current?.abort(), []);
  const go = async (): Promise<void> => {
    const { signal } = (going.current = new AbortController());
    setTold({});
    for (const service of operatedServices) {
      const tell = (change: (before: Told) => Partial<Told>) => setTold((all) => { const before = all[service] ?? nothing; return { ...all, [service]: { ...before, ...change(before) } }; });
      setNow(service);
      tell(() => nothing);
      try {
        await verifyEvents(service, signal, (line) => tell(({ deviations }) => ({
          ...(line.read && { read: line.read }), ...(line.deviation && { deviations: [...deviations, line.deviation] }), ...(line.verdict && { verdict: line.verdict, read: line.verdict }),
        })));
      } catch (error) {
        if (signal.aborted) break;
        tell(() => ({ error }));
      }
    }
    if (going.current?.signal === signal) setNow(null);
  };
  const stop = (): void => {
    going.current?.abort();
    setNow(null);
  };
  const all = operatedServices.map((service) => told[service]);
  const verdicts = all.flatMap((one) => (one?.verdict ? [one.verdict] : []));
  const sum = (of: (verdict: Verdict) => number): number => verdicts.reduce((total, verdict) => total + of(verdict), 0);
  return (
    <section className="verify" aria-labelledby="verify">
      <h2 id="verify">{t('ops.verify')}</h2>
      <p>{t('ops.verify.what')}</p>
      <p>{now === null ? <Button onClick={() => void go()}>{t('ops.verify.go')}</Button> : <Button onClick={stop}>{t('ops.verify.stop')}</Button>}</p>
      <p role="status" className={sum(({ deviations }) => deviations) === 0 && verdicts.length === operatedServices.length ? 'said' : undefined}>{now !== null ? t('ops.verify.now', { service: word('ops-service', now) })
        : verdicts.length < operatedServices.length ? (verdicts.length > 0 || all.some((one) => one?.error) ? t('ops.verify.not-all') : null)
        : sum(({ deviations }) => deviations) > 0 ? t('ops.verify.wrong', { count: sum(({ deviations }) => deviations) })
        : t('ops.verify.fits-all', { events: sum(({ events }) => events), records: sum(({ records }) => records) })}</p>
      {all.some((one) => one !== undefined) && (
        <table className="rows">
          <thead><tr><th scope="col">{t('ops.service')}</th><th scope="col">{t('ops.state')}</th><th scope="col" className="figure">{t('ops.verify.records')}</th><th scope="col" className="figure">{t('ops.verify.events')}</th></tr></thead>
          <tbody>{operatedServices.map((service) => <Part key={service} service={service} told={told[service]} runs={now === service} />)}</tbody>
        </table>
      )}
      <p>{t('ops.verify.whole')}</p>
      <p><code>npm run ops -- verify</code> · <code>npm run ops -- backup</code></p>
    </section>
  );
}

function Part({ service, told, runs }: { service: OperatedService; told: Told | undefined; runs: boolean }) {
  const { t } = useTranslation();
  const kinds = deviationKinds.filter((kind) => told?.deviations.some((deviation) => deviation.kind === kind));
  return (
    <>
      <tr>
        <th scope="row">{word('ops-service', service)}</th>
        <td data-name={t('ops.state')}>{told?.verdict ? (told.verdict.deviations === 0 ? <span className="sign good"><span aria-hidden>✓ </span>{t('ops.verify.fits')}</span> : <span className="sign bad"><span aria-hidden>✕ </span>{t('ops.verify.wrong', { count: told.verdict.deviations })}</span>)
          : runs ? <span className="sign"><span aria-hidden>… </span>{t('ops.verify.reads')}</span>
          : told ? <span className="sign warn"><span aria-hidden>! </span>{t('ops.verify.broken')}</span> : t('ops.verify.waits')}</td>
        <td data-name={t('ops.verify.records')} className="figure">{told?.read.records ?? t('none')}</td>
        <td data-name={t('ops.verify.events')} className="figure">{told?.read.events ?? t('none')}</td>
      </tr>
      {told && (kinds.length > 0 || told.error !== null) && (
        <tr><td colSpan={4} className="wide">
          {told.error !== null && <Trouble error={told.error} />}
          {kinds.map((kind) => {
            const shown = told.deviations.filter((deviation) => deviation.kind === kind);
            const more = (told.verdict?.counts[kind] ?? shown.length) - shown.length;
            return (
              <div key={kind} className="deviations">
                <p><b>{word('ops-deviation', kind)}</b> {t('ops.verify.helps')} <code lang="en">{shown[0]?.help}</code></p>
                <ul>{shown.map(({ words }) => <li key={words} lang="en">{words}</li>)}</ul>
                {more > 0 && <p className="quiet">{t('ops.verify.more', { count: more })}</p>}
              </div>
            );
          })}
        </td></tr>
      )}
    </>
  );
}
