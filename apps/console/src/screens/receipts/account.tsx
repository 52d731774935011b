import './receipts.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountRow, RecordPaymentBody, UndoPaymentBody } from '../../api/generated/inventory/types.gen';
import { PaperLink } from '../../parts/paper-link';
import { usePerson } from '../../parts/person';
import { useNameOf } from '../../parts/queries';
import { Empty } from '../../parts/states';
import { moment, today } from '../../texts/time';
import { word } from '../../texts/words';
import { useDealers } from '../parts/queries';
import { recordPayment, showAccount, undoPayment } from './calls';
import { PartName } from '../parts/marks';
import { CommandForm } from './command-form';
import { FinanceDecides, useFinance } from './finance';
import { Balance, FreeCredit, yuan } from './marks';
import { Paged } from './paged';
import { accountRoute } from './routes';

const paymentReasons = ['settlement', 'advance', 'offset'] as const satisfies readonly RecordPaymentBody['reason'][];
const undoReasons = ['wrong_dealer', 'wrong_amount', 'entered_twice', 'bounced'] as const satisfies readonly UndoPaymentBody['reason'][];

/** An account row by row, each with the paper that it comes from. What was wrong is put right by a further row. */
export function Account() {
  const { t } = useTranslation();
  const { dealer } = accountRoute.useParams();
  const cache = useQueryClient();
  const person = usePerson();
  const nameOf = useNameOf();
  const { dealerName } = useDealers();
  const [paying, setPaying] = useState(false);
  const [undoing, setUndoing] = useState<AccountRow | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const house = !person.roles.includes('dealer');
  const mayEnter = useFinance();
  const head = useQuery({ queryKey: ['accounts', dealer, 'head'], queryFn: () => showAccount(dealer, { limit: 1 }) });
  const name = dealerName(dealer);
  useEffect(() => { document.title = `${name} · ${t('nav.accounts')} · ${t('product')}`; }, [name, t]);
  const done = (words: string): void => {
    setPaying(false);
    setUndoing(null);
    setSaid(words);
    void cache.invalidateQueries({ queryKey: ['accounts'] });
  };
  return (
    <div className="goods">
      <header>
        <p className="quiet"><Link to="/accounts">{t('nav.accounts')}</Link></p>
        <h1>{name} <span>{dealer}</span></h1>
        {head.data?.accounts.map((account) => (
          <dl key={account.currency} className="sums">
            <div><dt>{t('ac.balance')}</dt><dd><Balance of={account} /></dd></div>
            <div><dt>{t('ac.promised')}</dt><dd>{yuan(account.currency, account.promised)}</dd></div>
            <div><dt>{t('ac.limit')}</dt><dd>{account.creditLimit === null ? t('ac.limit.none') : yuan(account.currency, account.creditLimit)}</dd></div>
            {account.free !== null && <div><dt>{t('ac.free')}</dt><dd><FreeCredit of={account} /></dd></div>}
          </dl>
        ))}
        <p className="actions">
          {!mayEnter && person.may.includes('account:enter') && <FinanceDecides />}
          {mayEnter && <Button type="primary" aria-pressed={paying} onClick={() => { setUndoing(null); setPaying(!paying); }}>{t('ac.pay')}</Button>}
          {(['xlsx', 'csv', 'print'] as const).map((format) => <PaperLink key={format} path={`inventory/dealer-accounts/${dealer}/export`} query={{ format }}>{t(`export.${format}`)}</PaperLink>)}
        </p>
        <p role="status" className="said">{said}</p>
      </header>
      {paying && (
        <CommandForm
          name={`account.${dealer}.pay`} title={t('ac.pay')} leave={() => setPaying(false)} initial={{ paidOn: today() }}
          fields={() => ({
            amount: { label: t('ac.amount'), as: 'amount' }, paidOn: { label: t('ac.paid-on'), as: 'day' }, reference: { label: t('ac.reference'), as: 'line', hint: t('ac.reference.hint') },
            reason: { label: t('rc.reason'), as: paymentReasons.map((value) => ({ value, label: word('pay-reason', value) })) },
          })}
          send={({ amount = '', paidOn = '', reference = '', reason }, key) => recordPayment({ dealer, amount, paidOn, reference, reason: reason as RecordPaymentBody['reason'] }, key)}
          sent={({ number, currency, amount }) => done(t('ac.paid', { number, amount: yuan(currency, amount) }))}
        />
      )}
      {undoing !== null && (
        <CommandForm
          key={undoing.row} name={`account.${undoing.document}.undo`} title={`${t('ac.undo')} ${undoing.document}`} leave={() => setUndoing(null)}
          fields={() => ({ reason: { label: t('rc.reason'), as: undoReasons.map((value) => ({ value, label: word('undo-reason', value) })), hint: t('ac.undo.what') } })}
          send={({ reason }, key) => undoPayment(undoing.documentId, reason as UndoPaymentBody['reason'], key)}
          sent={({ number }) => done(t('ac.undone', { number }))}
        />
      )}
      <Paged<AccountRow>
        of={['accounts', dealer, 'rows']} page={(after) => showAccount(dealer, { limit: 50, ...(after === undefined ? {} : { after }) })} label={t('ac.rows')} keyOf={({ row }) => row}
        empty={<Empty>{t('ac.rows.none')}</Empty>}
        columns={[
          { name: t('ac.paper'), cell: ({ document, reference }) => <><span className="number">{document}</span>{reference !== null && <span className="quiet"> {reference}</span>}</> },
          { name: t('rc.reason'), cell: ({ kind, part, qty, unitPrice, currency }) => <>{word('account-row', kind)}{part !== null && <span className="quiet"> <PartName code={part} /> {qty} × {yuan(currency, unitPrice ?? '')}</span>}</> },
          { name: t('ac.amount'), number: true, cell: ({ currency, amount }) => yuan(currency, amount) },
          { name: t('ac.entered'), cell: ({ enteredAt, paidOn }) => <><time dateTime={enteredAt}>{moment(enteredAt)}</time>{paidOn !== null && <span className="quiet"> {t('ac.paid-on')} <time>{paidOn}</time></span>}</> },
          ...(house ? [{ name: t('ac.by'), cell: ({ actor }: AccountRow) => nameOf(actor) }] : []),
          ...(mayEnter ? [{ name: t('shipment.do'), cell: (row: AccountRow) => row.canUndo && <Button size="small" aria-label={`${t('ac.undo')} ${row.document}`} onClick={() => { setPaying(false); setUndoing(row); }}>{t('ac.undo')}</Button> }] : []),
        ]}
      />
    </div>
  );
}
