import './receipts.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExplainNotReturnedBody, ObligationInFull } from '../../api/generated/dealer-returns/types.gen';
import { useCommand } from '../../parts/command';
import { useKeys } from '../../parts/keys';
import { PaperLink } from '../../parts/paper-link';
import { usePerson } from '../../parts/person';
import { useNameOf } from '../../parts/queries';
import { Loading, Stale, Trouble } from '../../parts/states';
import { word } from '../../texts/words';
import { PartName } from '../parts/marks';
import { useDealers } from '../parts/queries';
import { approveWaiver, explainNotReturned, getObligation, receiveOldPart, rejectWaiver, type Sending } from './calls';
import { CommandForm } from './command-form';
import { FinanceDecides, useFinance } from './finance';
import { ObligationMark } from './marks';
import { PhotoMarks } from './photos';
import { obligationRoute } from './routes';
import { Words } from './words';

const moves = ['receive', 'explain', 'approve_waiver', 'reject_waiver'] as const satisfies readonly ObligationInFull['can'][number][];
type Move = (typeof moves)[number];
const reasons = ['lost_by_customer', 'destroyed_on_site', 'cost_over_value', 'goodwill'] as const satisfies readonly ExplainNotReturnedBody['reason'][];

/** One duty to return an old part: what is owed, since when, and what this person can do about it. */
export function Obligation() {
  const { number } = obligationRoute.useParams();
  const { data, error, refetch, dataUpdatedAt } = useQuery({ queryKey: ['obligation', number], queryFn: () => getObligation(number) });
  if (data === undefined) return error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={8} />;
  return (
    <>
      {error && <Stale at={dataUpdatedAt} error={error} retry={() => void refetch()} />}
      <Shown key={data.id} of={data} />
    </>
  );
}

function Shown({ of: it }: { of: ObligationInFull }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const person = usePerson();
  const nameOf = useNameOf();
  const { dealerName } = useDealers();
  const [open, setOpen] = useState<Move | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const trusted = useFinance();
  const finance = it.can.includes('approve_waiver') && !trusted;
  const possible = moves.filter((move) => it.can.includes(move) && (trusted || move === 'receive' || move === 'explain'));
  const refresh = () => cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => ['obligation', 'obligations', 'debtors'].includes(String(kind)) });
  const done = (move: Move): void => {
    setSaid(t('done', { what: word('ob-move', move) }));
    setOpen(null);
    document.getElementById('main')?.focus();
    void refresh();
  };
  const decide = useCommand((move: 'approve_waiver' | 'reject_waiver', key) => (move === 'approve_waiver' ? approveWaiver : rejectWaiver)(sending(key)), (_answer, move) => done(move), () => void refresh());
  const choose = (move: Move): void => {
    if (move === 'receive' || move === 'explain') setOpen(open === move ? null : move);
    else if (!decide.isPending) decide.mutate(move);
  };
  const sending = (idempotencyKey: string): Sending => ({ id: it.id, idempotencyKey, version: it.version });
  useKeys(Object.fromEntries(possible.map((move, at) => [`Digit${at + 1}`, () => choose(move)])));
  useEffect(() => { document.title = `${it.number} · ${t('product')}`; }, [it.number, t]);
  const form = { clashed: () => void refresh(), leave: () => setOpen(null) };

  return (
    <article className="goods">
      <header>
        <h1>{it.number} <span><PartName code={it.part} /></span></h1>
        <p className="marks"><ObligationMark of={it} /> <span>{t('ob.open-of')} <b className="number">{it.openQty} / {it.qty}</b></span> <span>{t('ob.due')} <time>{it.dueOn}</time></span></p>
        <div className="moves" role="group" aria-label={t('moves')}>
          {possible.map((move, at) => <Button key={move} type={at === 0 && open === null ? 'primary' : 'default'} aria-pressed={move === open} loading={decide.isPending && decide.variables === move} onClick={() => choose(move)}><kbd aria-hidden>{at + 1}</kbd>{word('ob-move', move)}</Button>)}
          {finance && <FinanceDecides />}
          {it.openQty > 0 && <PaperLink path={`dealer-returns/obligations/${it.id}/label/print`}>{t('ob.label')}</PaperLink>}
        </div>
        <p role="status" className="said">{said}</p>
        {decide.error && <Trouble error={decide.error} />}
      </header>
      <div className="columns">
        <div>
          {open === 'receive' && (
            <CommandForm
              name={`ob.${it.id}.receive`} title={word('ob-move', 'receive')} {...form}
              fields={() => ({ part: { label: t('ob.part-in-hand'), as: 'line', hint: t('ob.part-in-hand.hint') }, qty: { label: t('rc.pieces'), as: 'count', hint: t('ob.qty.hint', { open: it.openQty }) } })}
              send={({ part = '', qty = '' }, key) => receiveOldPart(sending(key), { part, qty: Number(qty) })} sent={() => done('receive')}
            />
          )}
          {open === 'explain' && (
            <CommandForm
              name={`ob.${it.id}.explain`} title={word('ob-move', 'explain')} {...form}
              fields={() => ({ reason: { label: t('rc.reason'), as: reasons.map((value) => ({ value, label: word('waiver', value) })) }, words: { label: t('ob.words'), as: 'text' }, photos: { label: t('rc.photos'), as: 'photos' } })}
              send={({ reason, words = '', photos = '' }, key) => explainNotReturned(sending(key), { reason: reason as (typeof reasons)[number], words, photos: photos.split(' ') })} sent={() => done('explain')}
            />
          )}
          {it.waiver !== null && (
            <section aria-labelledby="waiver">
              <h2 id="waiver">{t('ob.waiver')}</h2>
              <p><span className={`mark ${it.waiver.state === 'requested' ? 'reminded' : ''}`}>{word('waiver-state', it.waiver.state)}</span> {word('waiver', it.waiver.reason)}</p>
              <p className="quiet">{t('ob.waiver.by', { by: dealerName(nameOf(it.waiver.requestedBy)) })}{it.waiver.decidedBy !== null && <> · {t('ob.waiver.decided', { by: nameOf(it.waiver.decidedBy) })}</>} <PhotoMarks photos={it.waiver.photos} /></p>
              {person.may.includes('note:read') && <Words id={it.waiver.wordsId} />}
            </section>
          )}
          {open === null && it.waiver === null && <section><p className="quiet">{t('ob.what')}</p></section>}
        </div>
        <aside aria-label={t('dc.facts')}>
          <section>
            <h2>{t('dc.facts')}</h2>
            <dl>
              <div><dt>{t('dealer')}</dt><dd>{dealerName(it.dealerCode)} <span className="quiet">{it.dealerCode}</span></dd></div>
              <div><dt>{t('rc.note')}</dt><dd><Link to="/receipts/$number" params={{ number: it.noteNumber }} className="number">{it.noteNumber}</Link></dd></div>
              {it.shippedAs !== it.part && <div><dt>{t('ob.shipped-as')}</dt><dd><PartName code={it.shippedAs} /></dd></div>}
              <div><dt>{t('ob.owed-qty')}</dt><dd>{it.qty}</dd></div>
              <div><dt>{t('ob.came-back')}</dt><dd>{it.receivedQty}</dd></div>
              {it.waivedQty > 0 && <div><dt>{t('ob.waived-qty')}</dt><dd>{it.waivedQty}</dd></div>}
              {it.receivedOn !== null && <div><dt>{t('ob.received-on')}</dt><dd>{it.receivedOn} {it.onTime === null ? '' : t(it.onTime ? 'ob.on-time' : 'ob.not-on-time')}</dd></div>}
              {it.ticketId !== null && person.may.includes('ticket:read') && <div><dt>{t('ticket')}</dt><dd><Link to="/tickets/$number" params={{ number: it.ticketId }}>{t('dc.ticket')}</Link></dd></div>}
            </dl>
          </section>
        </aside>
      </div>
    </article>
  );
}
