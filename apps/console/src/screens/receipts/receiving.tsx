import '../../parts/sheet.css';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Select } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../api/api';
import type { DeliveryNoteView } from '../../api/generated/inventory/types.gen';
import { clashes, useCommand } from '../../parts/command';
import { useDraft } from '../../parts/drafts';
import { Field } from '../../parts/field';
import { usePerson } from '../../parts/person';
import { Trouble } from '../../parts/states';
import { word } from '../../texts/words';
import { PartName } from '../parts/marks';
import { partQuery } from '../parts/queries';
import { confirmReceipt } from './calls';
import { countedOf, faultOf, onNoteOf, pieces, receivedLine, rejectReasons, type Counted, type Counts } from './counting';
import { Photos } from './photos';
import { Signed } from './signed';

/**
 * The receiver counts, part by part: by scans, each of which is one piece, or by numbers. A part that is not on the note can come as well. It is said once and
 * holds; what differs becomes a case that both sides see.
 */
export function Receiving({ note, done }: { note: DeliveryNoteView; done: (differences: number) => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const person = usePerson();
  const [{ counts }, change, clear, restored] = useDraft<{ readonly counts: Counts }>(person.code, `receipt.${note.id}`, { counts: {} });
  const [scan, setScan] = useState('');
  const [heard, setHeard] = useState<{ readonly words: string; readonly part: string | null }>({ words: '', part: null });
  const [tried, setTried] = useState(false);
  const sheet = useRef<HTMLFormElement>(null);

  const onNote = onNoteOf(note.lines);
  const parts = [...onNote.keys(), ...Object.keys(counts).filter((part) => !onNote.has(part))];
  const of = (part: string): Counted => countedOf(counts, part);
  const set = (part: string, changes: Partial<Counted>): void => change({ counts: { ...counts, [part]: { ...of(part), ...changes } } });
  const drop = (part: string): void => change({ counts: Object.fromEntries(Object.entries(counts).filter(([one]) => one !== part)) });

  const hear = async (): Promise<void> => {
    const part = scan.trim().toUpperCase();
    if (part === '') return;
    setScan('');
    try {
      if (!onNote.has(part)) await cache.fetchQuery(partQuery(part));
    } catch (error) {
      setHeard({ words: error instanceof Refused ? `${part}: ${error.problem?.detail ?? t('trouble.offline.what')}` : String(error), part: null });
      return;
    }
    const came = (pieces(of(part).came) ?? 0) + 1;
    set(part, { came: String(came) });
    setHeard({ words: t(onNote.has(part) ? 'rc.scanned' : 'rc.scanned.stranger', { part, came, qty: onNote.get(part) ?? 0 }), part });
  };

  const wrongOf = (part: string): string | null => {
    const fault = faultOf(of(part));
    return fault === null ? null : t(fault);
  };
  const total = (count: (part: string) => number): number => parts.reduce((sum, part) => sum + count(part), 0);
  const came = (part: string): number => pieces(of(part).came) ?? 0;
  const bad = (part: string): number => pieces(of(part).rejected) ?? 0;
  const differing = parts.filter((part) => of(part).came !== '' && (came(part) !== (onNote.get(part) ?? 0) || bad(part) > 0)).length;

  const sending = useCommand((lines: ReturnType<typeof receivedLine>[], key) => confirmReceipt({ id: note.id, idempotencyKey: key, version: note.version }, { lines }), () => {
    clear();
    done(differing);
  }, (error) => { if (clashes(error)) void cache.invalidateQueries({ queryKey: ['note', note.number] }); });
  const send = (): void => {
    if (sending.isPending) return;
    setTried(true);
    const wrong = parts.find((part) => wrongOf(part) !== null);
    if (wrong === undefined) sending.mutate(parts.map((part) => receivedLine(part, of(part))));
    else sheet.current?.querySelector<HTMLElement>(`[data-part="${CSS.escape(wrong)}"] input`)?.focus();
  };

  return (
    <form
      ref={sheet} className="receiving" aria-label={t('rc.receive')} noValidate
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => { if (event.key === 'Enter' && event.ctrlKey && !event.nativeEvent.isComposing) { event.preventDefault(); send(); } }}
    >
      <h2>{t('rc.receive')}</h2>
      {restored && <Alert type="info" role="status" title={t('draft.restored')} action={<Button size="small" onClick={clear}>{t('draft.drop')}</Button>} />}
      <div className="scan">
        <Field label={t('rc.scan')} required hint={t('rc.scan.hint')}>
          {(ids) => (
            <Input
              {...ids} autoFocus value={scan} maxLength={32} autoComplete="off" onChange={({ target }) => setScan(target.value)}
              onKeyDown={(event) => { if (event.key === 'Enter' && !event.ctrlKey && !event.nativeEvent.isComposing) { event.preventDefault(); void hear(); } }}
            />
          )}
        </Field>
        <Button onClick={() => change({ counts: Object.fromEntries(parts.map((part) => [part, of(part).came === '' ? { ...of(part), came: String(onNote.get(part) ?? 0) } : of(part)])) })}>{t('rc.as-on-note')}</Button>
      </div>
      <p className={`scanned${heard.part === null ? ' stopped' : ''}`} role="status">{heard.words}</p>
      <table className="sheet" aria-label={t('rc.lines')}>
        <thead><tr><th scope="col">{t('rc.part')}</th><th scope="col" className="count">{t('rc.on-note')}</th><th scope="col" className="count">{t('rc.came')}</th><th scope="col" className="count">{t('rc.rejected')}</th><th scope="col" className="count">{t('rc.difference')}</th><th scope="col">{t('rc.reason')}</th></tr></thead>
        <tbody>
          {parts.map((part) => {
            const { came: counted, rejected, reason, photos } = of(part);
            const wrong = tried ? wrongOf(part) : null;
            return (
              <tr key={part} data-part={part} className={heard.part === part ? 'scanned-now' : undefined}>
                <td><PartName code={part} />{!onNote.has(part) && <> <span className="plus">{t('rc.not-on-note')}</span> <Button size="small" onClick={() => drop(part)}>{t('rc.drop')}</Button></>}</td>
                <td className="count" data-name={t('rc.on-note')}>{onNote.get(part) ?? 0}</td>
                <td className="count" data-name={t('rc.came')}><Input aria-label={`${part} ${t('rc.came')}`} inputMode="numeric" value={counted} status={wrong === null ? '' : 'error'} onChange={({ target }) => set(part, { came: target.value })} /></td>
                <td className="count" data-name={t('rc.rejected')}><Input aria-label={`${part} ${t('rc.rejected')}`} inputMode="numeric" value={rejected} placeholder="0" onChange={({ target }) => set(part, { rejected: target.value })} /></td>
                <td className="count" data-name={t('rc.difference')}><Signed by={pieces(counted) === null ? null : came(part) - (onNote.get(part) ?? 0)} /></td>
                <td className="wide" data-name={t('rc.reason')}>
                  {(bad(part) > 0 || !onNote.has(part) || wrong !== null) && <div className="why">
                    {bad(part) > 0 && <Select aria-label={`${part} ${t('rc.reason')}`} placeholder={t('rc.reason')} value={reason ?? null} options={rejectReasons.map((one) => ({ value: one, label: word('reject', one) }))} onChange={(one: Counted['reason']) => set(part, { reason: one })} />}
                    {(bad(part) > 0 || !onNote.has(part)) && <Photos label={t('rc.photos')} value={photos} change={(hashes) => set(part, { photos: hashes })} />}
                    {wrong !== null && <span className="minus">{wrong}</span>}
                  </div>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {sending.error && <Trouble error={sending.error} />}
      <p className="actions">
        <Button type="primary" loading={sending.isPending} onClick={send}>{t('rc.confirm')}</Button>
        <span>{t('rc.sum', { came: total(came), accepted: total((part) => Math.max(0, came(part) - bad(part))), rejected: total(bad) })} {differing > 0 && <b className="plus">{t('rc.sum.differing', { count: differing })}</b>}</span>
        <span className="quiet"><kbd>Ctrl</kbd> + <kbd>Enter</kbd> · {t('rc.once')}</span>
      </p>
    </form>
  );
}
