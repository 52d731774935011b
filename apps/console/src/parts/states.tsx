import { Alert, Button, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../api/api';
import { wrongLines } from '../texts/words';
import { clockOf } from './clock';

/** What is on its way; it shows itself only to who has to wait. */
export const Loading = ({ rows = 4 }: { rows?: number }) => {
  const { t } = useTranslation();
  return <div className="loading" role="status" aria-label={t('loading')}><Skeleton active title={false} paragraph={{ rows }} /></div>;
};

/** Why there is nothing, and what to do next. */
export const Empty = ({ children, action }: { children: ReactNode; action?: ReactNode }) => (
  <div className="empty"><p>{children}</p>{action}</div>
);

/** What was refused: the rule in words, its code and the trace for whoever helps. */
export function Trouble({ error, retry, title }: { error: unknown; retry?: () => void; title?: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const refused = error instanceof Refused ? error : null;
  const problem = refused?.problem ?? null;
  const wrongs = wrongLines(problem);
  const denied = problem?.status === 403;
  const heading = title ?? (refused !== null && problem === null ? t('trouble.offline') : denied ? t('trouble.denied') : (problem?.title ?? t('trouble.defect')));
  const copy = (): void => void navigator.clipboard?.writeText(`${refused?.code ?? 'defect'} ${problem?.traceId ?? ''}`).then(() => setCopied(true), () => undefined);
  return (
    <Alert
      className="trouble"
      role="alert"
      type={problem?.status === 409 || problem?.status === 412 ? 'warning' : 'error'}
      showIcon
      title={heading}
      description={
        <>
          <p>{problem?.detail ?? (refused ? t('trouble.offline.what') : String(error))}</p>
          {denied && <p>{t('trouble.denied.what')}</p>}
          {wrongs.length > 0 && <ul>{wrongs.map((line) => <li key={line}>{line}</li>)}</ul>}
          <p className="facts">
            <code>{refused?.code}</code>
            {problem?.traceId && <Button size="small" onClick={copy}>{copied ? t('trouble.copied') : t('trouble.copy')}</Button>}
            {retry && <Button size="small" onClick={retry}>{t('trouble.retry')}</Button>}
          </p>
        </>
      }
    />
  );
}

/** Shown above what is old, because what is new could not be had. */
export function Stale({ at, error, retry }: { at: number; error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  const refused = error instanceof Refused ? error : null;
  return (
    <Alert className="stale" role="status" type="warning" showIcon title={t('stale', { time: clockOf(at), why: refused?.problem?.title ?? t('trouble.offline') })} action={<Button size="small" onClick={retry}>{t('trouble.retry')}</Button>} />
  );
}
