import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DiscrepancyInFull, OfferBody } from '../api/generated/inventory/types.gen';
import { useDraft } from '../parts/drafts';
import { usePerson } from '../parts/person';
import { useCommand } from '../parts/command';
import { acceptRemedy, counterOffer, findDiscrepancies, getDiscrepancy } from '../screens/receipts/calls';
import { word } from '../texts/words';
import { Chips, Part, Read, To, Trouble } from './parts';
import { t } from './texts';

/** What differed in this dealer's boxes, and what he is offered for it. */
export const Differences = ({ number }: { number: string | undefined }) => (number === undefined ? <Cases /> : <One number={number} />);

function Cases() {
  const query = useQuery({
    queryKey: ['discrepancies', 'm'],
    queryFn: async () => (await Promise.all((['investigating', 'open', 'agreed'] as const).map((state) => findDiscrepancies({ state, limit: 50 })))).flatMap(({ items }) => items),
  });
  return (
    <Read query={query}>
      {(items) => items.length === 0 ? <p className="quiet">{t('dc.none')}</p> : (
        <ul className="rows">{items.map(({ id, number, type, part, qty, state, offer }) => (
          <li key={id}><To screen="differences" number={number}><span><span className="number">{number}</span> {word('dc-type', type)} <Part code={part} /> × {qty}<small>{word('dc-state', state)}{state === 'investigating' && offer?.side === 'sender' && <b className="more"> {t('differences.answer')}</b>}</small></span></To></li>
        ))}</ul>
      )}
    </Read>
  );
}

function One({ number }: { number: string }) {
  const query = useQuery({ queryKey: ['discrepancy', number], queryFn: () => getDiscrepancy(number) });
  return <Read query={query}>{(it) => <Case it={it} />}</Read>;
}

function Case({ it }: { it: DiscrepancyInFull }) {
  const cache = useQueryClient();
  const [countering, setCountering] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const refresh = () => void cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'discrepancy' || kind === 'discrepancies' });
  const accept = useCommand((_: null, key) => acceptRemedy({ id: it.id, idempotencyKey: key, version: it.version }), () => { setSaid(t('differences.accepted')); refresh(); }, refresh);
  const { offer } = it;
  const mine = offer?.side === 'sender' && it.can.includes('accept');
  return (
    <>
      {said !== null && <p className="said" role="status">{said}</p>}
      <section className="card">
        <p className="quiet number"><span>{it.number}</span> · <span>{it.noteNumber}</span></p>
        <p className="big">{word('dc-type', it.type)} × {it.qty}</p>
        <p><Part code={it.part} />{it.cameInstead !== null && <> → <Part code={it.cameInstead} /></>}</p>
        <p>{word('dc-state', it.state)}{it.cause !== null && <> · {t('dc.cause')} {word('dc-cause', it.cause)}</>}</p>
      </section>
      {offer === null ? <p className="quiet">{t('dc.no-offers')}</p> : (
        <section className="card now">
          <p className="quiet">{t(offer.side === 'sender' ? 'dc.sender' : 'dc.receiver')}</p>
          <p className="big">{word('dc-remedy', offer.remedy)} {offer.amount !== null && `${it.currency} ${offer.amount}`}</p>
          {offer.charge !== null && <p>{t('dc.charged', { money: `${it.currency} ${offer.charge}` })}</p>}
          {offer.rejectedPiece !== null && <p>{word('dc-piece', offer.rejectedPiece)}</p>}
          {mine && !countering && <><button type="button" className="main" disabled={accept.isPending} onClick={() => accept.mutate(null)}>{word('dc-move', 'accept')}</button><button type="button" onClick={() => setCountering(true)}>{word('dc-move', 'counter')}</button></>}
        </section>
      )}
      {accept.error && <Trouble error={accept.error} />}
      {mine && countering && <Counter it={it} done={() => { setCountering(false); setSaid(t('differences.countered')); refresh(); }} failed={refresh} />}
    </>
  );
}

function Counter({ it, done, failed }: { it: DiscrepancyInFull; done: () => void; failed: () => void }) {
  const person = usePerson();
  const [draft, change, clear] = useDraft<{ readonly remedy: OfferBody['remedy'] | null; readonly amount: string; readonly piece: NonNullable<OfferBody['rejectedPiece']> | null }>(person.code, `m.counter.${it.id}`, { remedy: null, amount: '', piece: null });
  const { remedy, amount, piece } = draft;
  const worded = it.hasPieces && remedy !== null && remedy !== 'accept';
  const wanted = worded ? (remedy === 'return' ? 'come_back' : piece) : null;
  const send = useCommand(
    (body: OfferBody, key) => counterOffer({ id: it.id, idempotencyKey: key, version: it.version }, body),
    () => { clear(); done(); }, failed,
  );
  const ready = remedy !== null && (remedy !== 'credit' || amount.trim() !== '') && (!worded || wanted !== null);
  return (
    <section className="card now">
      <Chips label={t('dc.remedy')} value={remedy} options={it.remedies.map((value) => ({ value, label: word('dc-remedy', value) }))} change={(value) => change({ remedy: value })} />
      {remedy === 'credit' && <label>{t('dc.amount')}<input inputMode="decimal" value={amount} onChange={({ target }) => change({ amount: target.value })} /><span className="quiet">{t('dc.amount.hint', { value: `${it.currency} ${it.unitPrice} × ${it.qty}` })}</span></label>}
      {worded && remedy !== 'return' && <Chips label={t('dc.piece')} value={piece} options={(['field_destroy', 'come_back'] as const).map((value) => ({ value, label: word('dc-piece', value) }))} change={(value) => change({ piece: value })} />}
      {send.error && <Trouble error={send.error} />}
      <button type="button" className="main" disabled={!ready || send.isPending} onClick={() => { if (remedy !== null) send.mutate({ remedy, qty: it.qty, ...(remedy === 'credit' ? { amount: amount.trim() } : {}), ...(wanted === null ? {} : { rejectedPiece: wanted }) }); }}>{t('send')}</button>
    </section>
  );
}
