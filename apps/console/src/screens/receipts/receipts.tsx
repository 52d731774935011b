import './receipts.css';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeliveryNoteView } from '../../api/generated/inventory/types.gen';
import { useNameOf } from '../../parts/queries';
import { Empty } from '../../parts/states';
import { near, moment } from '../../texts/time';
import { word } from '../../texts/words';
import { useDealers, useReceiverName } from '../parts/queries';
import { listNotes } from './calls';
import { Paged } from './paged';
import { noteFilters, receiptsRoute } from './routes';

/** What has left the house: what its receiver has still to confirm, and what he has confirmed. A dealer sees his own. */
export function Receipts() {
  const { t } = useTranslation();
  const { state = 'dispatched' } = receiptsRoute.useSearch();
  const navigate = useNavigate({ from: receiptsRoute.fullPath });
  const receiverName = useReceiverName();
  const { dealerName } = useDealers();
  const nameOf = useNameOf();
  useEffect(() => { document.title = `${t('nav.receipts')} · ${t('product')}`; }, [t]);
  return (
    <div className="goods">
      <header>
        <h1>{t('nav.receipts')}</h1>
        <div className="filters" role="group" aria-label={t('filters')}>
          {noteFilters.state.map((one) => <Button key={one} aria-pressed={one === state} type={one === state ? 'primary' : 'default'} ghost={one === state} onClick={() => void navigate({ search: { state: one }, replace: true })}>{word('note-state', one)}</Button>)}
        </div>
      </header>
      <Paged<DeliveryNoteView>
        of={['notes', state]}
        page={(after) => listNotes({ state, limit: 50, ...(after === undefined ? {} : { after }) })}
        label={t('nav.receipts')}
        keyOf={({ id }) => id}
        empty={<Empty>{t(state === 'dispatched' ? 'rc.none-awaited' : 'rc.none-received')}</Empty>}
        columns={[
          { name: t('rc.note'), cell: ({ number }) => <Link to="/receipts/$number" params={{ number }} className="number">{number}</Link> },
          { name: t('rc.receiver'), wide: true, cell: ({ receiver, dealerCode }) => <>{receiverName(receiver)}{receiver.kind === 'customer' && dealerCode !== null && <span className="quiet"> {dealerName(dealerCode)}</span>}</> },
          { name: t('rc.lines'), number: true, cell: ({ lines }) => lines.length },
          { name: t('rc.pieces'), number: true, cell: ({ totalQty }) => totalQty },
          { name: t('rc.dispatched'), cell: ({ dispatchedAt }) => dispatchedAt && <time dateTime={dispatchedAt} title={moment(dispatchedAt)}>{near(dispatchedAt)}</time> },
          ...(state === 'received' ? [{ name: t('rc.received-at'), cell: ({ receivedAt, receivedBy }: DeliveryNoteView) => <>{receivedAt && <time dateTime={receivedAt} title={moment(receivedAt)}>{near(receivedAt)}</time>} {receivedBy !== null && dealerName(nameOf(receivedBy))}</> }] : []),
          { name: t('filter.state'), cell: (note) => <NoteState note={note} /> },
        ]}
      />
    </div>
  );
}

/** Whether what came is what was sent, as far as anybody has said. */
const NoteState = ({ note: { state, lines } }: { note: DeliveryNoteView }) => {
  const { t } = useTranslation();
  const differs = state === 'received' && lines.some(({ difference, rejected }) => difference !== 0 || (rejected ?? 0) > 0);
  return <span className={`mark ${differs ? 'open' : state}`}><span aria-hidden>{differs ? '≠' : state === 'received' ? '✓' : '→'} </span>{differs ? t('rc.differs') : word('note-state', state)}</span>;
};
