import { Button, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, wrongIn } from '../../parts/command';
import { Field } from '../../parts/field';
import { usePerson } from '../../parts/person';
import { Trouble } from '../../parts/states';

interface Act {
  readonly label: string;
  /** What the act is done to, for who hears the button only. */
  readonly about: string;
  readonly what: string;
  readonly danger?: boolean;
  readonly more?: ReactNode;
  readonly run: (reason: string, key: string) => Promise<{ readonly count: number }>;
  readonly done: (count: number) => void;
}

/** An act of an operator: what it does, in words, and why he does it, before it is done. Who may not act sees nothing. */
export function Act({ label, about, what, danger = false, more, run, done }: Act) {
  const { t } = useTranslation();
  const person = usePerson();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const acting = useCommand((said: string, key) => run(said, key), ({ count }) => { setOpen(false); setReason(''); done(count); });
  if (!person.may.includes('ops:act')) return null;
  if (!open) return <Button size="small" danger={danger} aria-label={`${label} ${about}`} onClick={() => { setOpen(true); acting.reset(); }}>{label}</Button>;
  const tooShort = reason.trim().length < 3;
  return (
    <form className="act" aria-label={`${label} ${about}`} noValidate onSubmit={(event) => { event.preventDefault(); setMissing(tooShort); if (!tooShort && !acting.isPending) acting.mutate(reason.trim()); }} onKeyDown={({ key }) => { if (key === 'Escape') setOpen(false); }}>
      <p>{what}</p>
      <Field label={t('ops.reason')} required hint={t('ops.reason.hint')} wrong={missing && tooShort ? t('field.missing') : wrongIn(acting.error, 'reason')}>{(ids) => <Input {...ids} autoFocus maxLength={500} autoComplete="off" value={reason} onChange={({ target }) => setReason(target.value)} />}</Field>
      {more}
      {acting.error && <Trouble error={acting.error} />}
      <p className="actions"><Button size="small" type="primary" danger={danger} htmlType="submit" loading={acting.isPending}>{label}</Button><Button size="small" onClick={() => setOpen(false)}>{t('leave')}</Button></p>
    </form>
  );
}
