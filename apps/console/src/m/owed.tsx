import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExplainNotReturnedBody, ObligationInFull, ObligationView } from '../api/generated/dealer-returns/types.gen';
import { useDraft } from '../parts/drafts';
import { usePerson } from '../parts/person';
import { useCommand } from '../parts/command';
import { explainNotReturned, findObligations, getObligation } from '../screens/receipts/calls';
import { hashesOf } from '../screens/receipts/photo-hash';
import { word } from '../texts/words';
import { Chips, Part, Read, To, Trouble } from './parts';
import { t } from './texts';

const reasons = ['lost_by_customer', 'destroyed_on_site', 'cost_over_value', 'goodwill'] as const satisfies readonly ExplainNotReturnedBody['reason'][];

/** Old parts that this dealer owes, what is due first first. */
export const Owed = ({ number }: { number: string | undefined }) => (number === undefined ? <Duties /> : <One number={number} />);

const day = 86_400_000;
const DueIn = ({ of: { dueOn, daysOverdue } }: { of: Pick<ObligationView, 'dueOn' | 'daysOverdue'> }) =>
  daysOverdue > 0 ? <span className="less">▲ {t('owed.over', { days: daysOverdue })}</span> : <span className="quiet">{dueOn} · {t('owed.days', { days: Math.max(0, Math.ceil((Date.parse(`${dueOn}T23:59:59+08:00`) - Date.now()) / day)) })}</span>;

function Duties() {
  const query = useQuery({ queryKey: ['obligations', 'm'], queryFn: () => findObligations({ owed: 'yes', limit: 50 }) });
  return (
    <Read query={query}>
      {({ items }) => items.length === 0 ? <p className="quiet">{t('ob.none')}</p> : <ul className="rows">{items.map((one) => <li key={one.id}><To screen="owed" number={one.number}><span><Part code={one.part} /><small><DueIn of={one} /> {one.waiver?.state === 'requested' && t('ob.asked')}</small></span><b>{one.openQty}</b></To></li>)}</ul>}
    </Read>
  );
}

function One({ number }: { number: string }) {
  const query = useQuery({ queryKey: ['obligation', number], queryFn: () => getObligation(number) });
  return <Read query={query}>{(it) => <Duty it={it} />}</Read>;
}

function Duty({ it }: { it: ObligationInFull }) {
  const [explaining, setExplaining] = useState(false);
  const [said, setSaid] = useState(false);
  return (
    <>
      {said && <p className="said" role="status">{t('owed.sent')}</p>}
      <section className="card">
        <p className="quiet number"><span>{it.number}</span> · <span>{it.noteNumber}</span></p>
        <p className="big"><Part code={it.part} /> × {it.openQty}</p>
        <p>{word('ob-state', it.state)} <DueIn of={it} /></p>
        {it.waiver !== null && <p>{word('waiver', it.waiver.reason)} · {word('waiver-state', it.waiver.state)}</p>}
      </section>
      {it.can.includes('explain') && (explaining ? <Explain it={it} done={() => { setExplaining(false); setSaid(true); }} /> : <button type="button" onClick={() => setExplaining(true)}>{t('owed.explain')}</button>)}
    </>
  );
}

function Explain({ it, done }: { it: ObligationInFull; done: () => void }) {
  const cache = useQueryClient();
  const person = usePerson();
  const [draft, change, clear] = useDraft<{ readonly reason: ExplainNotReturnedBody['reason'] | null; readonly words: string; readonly photos: readonly string[] }>(person.code, `m.explain.${it.id}`, { reason: null, words: '', photos: [] });
  const [unread, setUnread] = useState(false);
  const refresh = () => void cache.invalidateQueries({ queryKey: ['obligation', it.number] });
  const send = useCommand((body: ExplainNotReturnedBody, key) => explainNotReturned({ id: it.id, idempotencyKey: key, version: it.version }, body), () => { clear(); refresh(); done(); }, refresh);
  const { reason, words, photos } = draft;
  return (
    <section className="card now">
      <Chips label={t('rc.reason')} value={reason} options={reasons.map((value) => ({ value, label: word('waiver', value) }))} change={(value) => change({ reason: value })} />
      <label>{t('ob.words')}<textarea rows={3} maxLength={2000} value={words} onChange={({ target }) => change({ words: target.value })} /></label>
      {isSecureContext
        ? <label>{t('rc.photos')} {photos.length > 0 && t('rc.photos.kept', { count: photos.length })}<input type="file" accept="image/*" capture="environment" multiple onChange={({ target }) => { hashesOf([...(target.files ?? [])]).then((hashes) => { setUnread(false); change({ photos: [...new Set([...photos, ...hashes])].slice(0, 10) }); }, () => setUnread(true)); target.value = ''; }} /></label>
        : <p className="quiet">{t('rc.photos.no-tls')}</p>}
      {unread && <p className="less" role="alert">{t('rc.photos.unread')}</p>}
      <p className="quiet">{t('rc.photos.hint')}</p>
      {send.error && <Trouble error={send.error} />}
      <button type="button" className="main" disabled={reason === null || words.trim() === '' || photos.length === 0 || send.isPending} onClick={() => { if (reason !== null) send.mutate({ reason, words: words.trim(), photos: [...photos] }); }}>{t('send')}</button>
    </section>
  );
}
