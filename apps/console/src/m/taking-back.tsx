import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ObligationInFull } from '../api/generated/dealer-returns/types.gen';
import { useDraft } from '../parts/drafts';
import { usePerson } from '../parts/person';
import { useCommand } from '../parts/command';
import { useDealers } from '../screens/parts/queries';
import { getObligation, receiveUntagged } from '../screens/receipts/calls';
import { useKeeping, useKept } from './kept';
import { Count, Part, Read, Scan, Stop, Trouble } from './parts';
import { go } from './place';
import { signal } from './signal';
import { t } from './texts';
import { listed } from '../texts/language';

/** Old parts that come back: the tag, then the part itself, then how many. */
export function TakingBack({ number }: { number: string | undefined }) {
  if (number === 'untagged') return <Untagged />;
  if (number !== undefined) return <Tagged number={number} />;
  return (
    <>
      <section className="card now"><Scan label={t('take-back.tag')} hear={(tag) => go('take-back', tag)} /></section>
      <button type="button" onClick={() => go('take-back', 'untagged')}>{t('take-back.untagged')}</button>
    </>
  );
}

function Tagged({ number }: { number: string }) {
  const query = useQuery({ queryKey: ['obligation', number], queryFn: () => getObligation(number) });
  return <Read query={query}>{(it) => <Take it={it} />}</Read>;
}

function Take({ it }: { it: ObligationInFull }) {
  const cache = useQueryClient();
  const person = usePerson();
  const [draft, change, clear] = useDraft<{ readonly part: string; readonly qty: string }>(person.code, `m.take-back.${it.id}`, { part: '', qty: '1' });
  const [stopped, setStopped] = useState<string | null>(null);
  const { dealerName } = useDealers();
  const refresh = () => void cache.invalidateQueries({ queryKey: ['obligation', it.number] });
  const receive = useKeeping('take-back', it, () => { signal(true); clear(); refresh(); }, () => { signal(false); refresh(); });
  const untold = useKept(it.number).reduce((sum, one) => sum + (one.kind === 'take-back' && one.refused === undefined ? one.said.qty : 0), 0);
  const openQty = Math.max(0, it.openQty - untold);
  const hear = (part: string): void => {
    if (part !== it.part) return setStopped(t('pick.not-here', { part }));
    signal(true);
    change({ part, qty: String(openQty) });
  };
  return (
    <>
      {stopped !== null && <Stop go={() => setStopped(null)}>{stopped}</Stop>}
      {receive.data && <p className="said" role="status">{t('take-back.done', { open: receive.data.openQty })}</p>}
      <section className="card now">
        <p className="quiet number">{it.number} · {dealerName(it.dealerCode)}</p>
        <p className="big"><Part code={it.part} /></p>
        <p>{t('take-back.open', { open: openQty })}{untold > 0 && <span className="more"> {t('kept.count', { count: untold })}</span>}</p>
        {openQty > 0 && draft.part === '' && <Scan label={t('take-back.part')} hear={hear} />}
        {openQty > 0 && draft.part !== '' && (
          <>
            <Count label={t('rc.pieces')} min={1} value={draft.qty} change={(qty) => change({ qty })} />
            <button type="button" className="main" disabled={receive.isPending} onClick={() => receive.mutate({ part: draft.part, qty: Number(draft.qty) })}>{t('take-back')}</button>
          </>
        )}
      </section>
      {receive.error && <Trouble error={receive.error} />}
    </>
  );
}

function Untagged() {
  const person = usePerson();
  const [draft, change, clear] = useDraft<{ readonly dealer: string; readonly part: string; readonly qty: string }>(person.code, 'm.untagged', { dealer: '', part: '', qty: '1' });
  const receive = useCommand(({ dealer, part, qty }: typeof draft, key) => receiveUntagged({ dealer, part, qty: Number(qty) }, key), () => { signal(true); clear(); }, () => signal(false));
  return (
    <>
      {receive.data && <p className="said" role="status">{t('ob.untagged.said', { numbers: listed(receive.data.matched.map((one) => one.number)) || '—', surplus: receive.data.surplusQty })}</p>}
      <section className="card now">
        <label>{t('dealer')}<input value={draft.dealer} maxLength={64} autoCapitalize="characters" onChange={({ target }) => change({ dealer: target.value })} /></label>
        {draft.part !== '' && <p className="big"><Part code={draft.part} /></p>}
        <Scan label={t('take-back.part')} hear={(part) => change({ part })} />
        <Count label={t('rc.pieces')} min={1} value={draft.qty} change={(qty) => change({ qty })} />
        <button type="button" className="main" disabled={draft.dealer.trim() === '' || draft.part === '' || receive.isPending} onClick={() => receive.mutate(draft)}>{t('take-back')}</button>
      </section>
      {receive.error && <Trouble error={receive.error} />}
    </>
  );
}
