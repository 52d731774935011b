import './receipts.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiscrepancyInFull, OfferRemedyBody, OfferView } from '../../api/generated/inventory/types.gen';
import { useCommand } from '../../parts/command';
import { useKeys } from '../../parts/keys';
import { PaperLink } from '../../parts/paper-link';
import { usePerson } from '../../parts/person';
import { useNameOf } from '../../parts/queries';
import { Loading, Stale, Trouble } from '../../parts/states';
import { moment } from '../../texts/time';
import { say, word } from '../../texts/words';
import { PartName } from '../parts/marks';
import { useDealers, usePartyName } from '../parts/queries';
import { acceptRemedy, counterOffer, getDiscrepancy, investigate, offerRemedy, takeIn, writeNote, type Sending } from './calls';
import { CommandForm, type FormField } from './command-form';
import { DiscrepancyMark, yuan } from './marks';
import { PhotoMarks } from './photos';
import { discrepancyRoute } from './routes';
import { Words } from './words';

type Side = OfferView['side'];
type Move = Exclude<DiscrepancyInFull['can'][number], 'resent'>;
const causes = ['warehouse', 'carrier', 'supplier', 'dealer', 'unknown'] as const satisfies readonly NonNullable<DiscrepancyInFull['cause']>[];
const costOwners = ['warehouse', 'carrier', 'supplier', 'dealer'] as const satisfies readonly NonNullable<OfferRemedyBody['costOwner']>[];

/** One difference as both sides see it: what was found out, what was offered by whom, and what this person can do about it now. */
export function Discrepancy() {
  const { number } = discrepancyRoute.useParams();
  const { data, error, refetch, dataUpdatedAt } = useQuery({ queryKey: ['discrepancy', number], queryFn: () => getDiscrepancy(number) });
  if (data === undefined) return error ? <><h1>{number}</h1><Trouble error={error} retry={() => void refetch()} /></> : <Loading rows={8} />;
  return (
    <>
      {error && <Stale at={dataUpdatedAt} error={error} retry={() => void refetch()} />}
      <Shown key={data.id} of={data} />
    </>
  );
}

/** For which side this person speaks: the receiver for himself; for a customer, who has told us, somebody else than who made the offer. */
const sideOf = ({ receivedByWhom, dealerCode, offer }: DiscrepancyInFull, code: string): Side =>
  receivedByWhom === code || (dealerCode === null && offer?.side === 'sender' && offer.by !== code) ? 'receiver' : 'sender';

function Shown({ of: it }: { of: DiscrepancyInFull }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const person = usePerson();
  const staffName = useNameOf();
  const { dealerName } = useDealers();
  const nameOf = (code: string): string => dealerName(staffName(code));
  const partyName = usePartyName();
  const [open, setOpen] = useState<Move | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const side = sideOf(it, person.code);
  const fits: Readonly<Record<Move, boolean>> = { accept: it.offer !== null && it.offer.side !== side, counter: side === 'receiver', investigate: side === 'sender', offer: side === 'sender', take_in: true };
  const moves = (['accept', 'counter', 'offer', 'investigate', 'take_in'] as const).filter((move) => it.can.includes(move) && fits[move]);
  const refresh = () => cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'discrepancy' || kind === 'discrepancies' });
  const done = (move: Move): void => {
    setSaid(t('done', { what: word('dc-move', move) }));
    setOpen(null);
    document.getElementById('main')?.focus();
    void refresh();
  };
  const direct = useCommand((move: 'accept' | 'take_in', key) => (move === 'accept' ? acceptRemedy : takeIn)(sending(key)), (_answer, move) => done(move), () => void refresh());
  const choose = (move: Move): void => {
    if (move !== 'accept' && move !== 'take_in') setOpen(open === move ? null : move);
    else if (!direct.isPending) direct.mutate(move);
  };
  const sending = (idempotencyKey: string): Sending => ({ id: it.id, idempotencyKey, version: it.version });
  useKeys(Object.fromEntries(moves.map((move, at) => [`Digit${at + 1}`, () => choose(move)])));
  useEffect(() => { document.title = `${it.number} · ${t('product')}`; }, [it.number, t]);
  const form = { clashed: () => void refresh(), leave: () => setOpen(null) };

  return (
    <article className="goods">
      <header>
        <h1>{it.number} <span>{word('dc-type', it.type)}</span></h1>
        <p className="marks"><DiscrepancyMark of={it} /></p>
        <div className="moves" role="group" aria-label={t('moves')}>
          {moves.map((move, at) => (
            <Button key={move} type={at === 0 && open === null ? 'primary' : 'default'} aria-pressed={move === open} loading={direct.isPending && direct.variables === move} onClick={() => choose(move)}><kbd aria-hidden>{at + 1}</kbd>{word('dc-move', move)}</Button>
          ))}
          {moves.length === 0 && it.state !== 'settled' && <p className="quiet">{t(it.awaitsResend ? 'dc.awaits-resend' : it.awaitsReturn ? 'dc.awaits-return' : 'dc.awaits-other')}</p>}
          <PaperLink path={`inventory/discrepancies/${it.id}/print`}>{t('dc.report')}</PaperLink>
        </div>
        <p role="status" className="said">{said}</p>
        {direct.error && <Trouble error={direct.error} />}
      </header>
      <div className="columns">
        <div>
          {open === 'investigate' && (
            <CommandForm
              name={`dc.${it.id}.investigate`} title={word('dc-move', 'investigate')} {...form}
              fields={() => ({ cause: { label: t('dc.cause'), as: causes.map((value) => ({ value, label: word('dc-cause', value) })) }, words: { label: t('dc.findings'), as: 'text', hint: t('field.words.why') } })}
              send={async ({ cause, words = '' }, key) => {
                const { noteId } = await writeNote({ branchId: it.branchId, about: it.id, kind: 'discrepancy', texts: { words } }, key);
                return investigate(sending(key), { cause: cause as (typeof causes)[number], findingsId: noteId });
              }}
              sent={() => done('investigate')}
            />
          )}
          {(open === 'offer' || open === 'counter') && (
            <CommandForm
              key={open} name={`dc.${it.id}.${open}`} title={word('dc-move', open)} {...form} fields={offerFields(it, open)}
              send={({ cause, ...draft }, key) => {
                const offered = { ...draft, qty: it.qty } as unknown as OfferRemedyBody;
                return open === 'offer' ? offerRemedy(sending(key), { ...offered, ...(cause === undefined ? {} : { cause: cause as (typeof causes)[number] }) }) : counterOffer(sending(key), offered);
              }}
              sent={() => done(open)}
            />
          )}
          <section aria-labelledby="sides">
            <h2 id="sides">{t('dc.sides')}</h2>
            <div className="sides">
              <h3>{t('dc.sender')}</h3><h3>{t('dc.receiver')} {partyName(it)}</h3>
              {it.offers.map((offer, at) => <Offer key={offer.at} offer={offer} stands={at === it.offers.length - 1 && it.state === 'investigating'} currency={it.currency} by={nameOf(offer.by)} />)}
            </div>
            {it.offers.length === 0 && <p className="quiet">{t('dc.no-offers')}</p>}
            {it.agreedAt !== null && <p>{t('dc.agreed', { by: nameOf(it.agreedBy ?? ''), at: moment(it.agreedAt) })}</p>}
            {it.settledAt !== null && <p>{t('dc.settled', { at: moment(it.settledAt) })}</p>}
          </section>
        </div>
        <aside aria-label={t('dc.facts')}>
          <section>
            <h2>{t('dc.facts')}</h2>
            <dl>
              <div><dt>{t('rc.note')}</dt><dd><Link to="/receipts/$number" params={{ number: it.noteNumber }} className="number">{it.noteNumber}</Link></dd></div>
              <div><dt>{t('rc.part')}</dt><dd><PartName code={it.part} /></dd></div>
              {it.cameInstead !== null && <div><dt>{t('dc.came-instead')}</dt><dd><PartName code={it.cameInstead} /></dd></div>}
              <div><dt>{t('rc.pieces')}</dt><dd>{it.qty}</dd></div>
              <div><dt>{t('dc.in-transit')}</dt><dd>{it.inTransit}</dd></div>
              <div><dt>{t('dc.value')}</dt><dd className="number">{yuan(it.currency, it.unitPrice)} × {it.qty}</dd></div>
              <div><dt>{t('dc.cause')}</dt><dd>{it.cause === null ? t('dc.cause-open') : word('dc-cause', it.cause)}</dd></div>
              <div><dt>{t('dc.opened')}</dt><dd>{moment(it.openedAt)} · {nameOf(it.openedBy)}</dd></div>
              {it.photos.length > 0 && <div><dt>{t('rc.photos')}</dt><dd><PhotoMarks photos={it.photos} /></dd></div>}
              {it.ticketId !== null && person.may.includes('ticket:read') && <div><dt>{t('ticket')}</dt><dd><Link to="/tickets/$number" params={{ number: it.ticketId }}>{t('dc.ticket')}</Link></dd></div>}
            </dl>
            {it.findingsId !== null && person.may.includes('note:read') && <><h2>{t('dc.findings')}</h2><Words id={it.findingsId} /></>}
          </section>
        </aside>
      </div>
    </article>
  );
}

function Offer({ offer, stands, currency, by }: { offer: OfferView; stands: boolean; currency: string; by: string }) {
  const { t } = useTranslation();
  const told = [
    ...(offer.amount === null ? [] : [yuan(currency, offer.amount)]), ...(offer.charge === null ? [] : [t('dc.charged', { money: yuan(currency, offer.charge) })]),
    ...(offer.costOwner === null ? [] : [t('dc.borne', { who: word('dc-cause', offer.costOwner) })]), ...(offer.rejectedPiece === null ? [] : [word('dc-piece', offer.rejectedPiece)]),
  ];
  return (
    <div className={`offer ${offer.side}${stands ? ' stands' : ''}`}>
      <b>{word('dc-remedy', offer.remedy)}</b>{stands && <span className="quiet"> {t('dc.stands')}</span>}
      {told.length > 0 && <p>{told.join(' · ')}</p>}
      <p className="quiet">{by} · <time dateTime={offer.at}>{moment(offer.at)}</time></p>
    </div>
  );
}

/** Which boxes an offer has, as the service says what can be offered for this case. */
const offerFields = (it: DiscrepancyInFull, move: 'offer' | 'counter') => ({ remedy, cause, rejectedPiece }: Readonly<Record<string, string>>): Record<string, FormField> => {
  const known = cause ?? it.cause;
  const worded = it.hasPieces && remedy !== undefined && remedy !== 'accept';
  const pieces = remedy === 'return' ? (['come_back'] as const) : (['field_destroy', 'come_back'] as const);
  return {
    ...(move === 'offer' && it.cause === null ? { cause: { label: say('dc.cause'), as: causes.map((value) => ({ value, label: word('dc-cause', value) })) } } : {}),
    remedy: { label: say('dc.remedy'), as: it.remedies.map((value) => ({ value, label: word('dc-remedy', value) })) },
    ...(remedy === 'credit' ? { amount: { label: say('dc.amount'), as: 'line', hint: say('dc.amount.hint', { value: `${yuan(it.currency, it.unitPrice)} × ${it.qty}` }) } } : {}),
    ...(remedy === 'accept' && it.mayCharge ? { charge: { label: say('dc.charge'), as: 'line', optional: true, hint: say('dc.charge.hint') } } : {}),
    ...(worded ? { rejectedPiece: { label: say('dc.piece'), as: pieces.map((value) => ({ value, label: word('dc-piece', value) })), ...(rejectedPiece === 'field_destroy' && it.photos.length === 0 ? { hint: say('dc.piece.photo') } : {}) } } : {}),
    costOwner: { label: say('dc.cost-owner'), as: costOwners.map((value) => ({ value, label: word('dc-cause', value) })), optional: known !== 'unknown', hint: say('dc.cost-owner.hint') },
  };
};
