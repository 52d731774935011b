import '../../parts/rows.css';
import './customers.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePerson } from '../../parts/person';
import { useBranchName, useNameOf } from '../../parts/queries';
import { Empty, Loading, Trouble } from '../../parts/states';
import { word } from '../../texts/words';
import { useDealers } from '../parts/queries';
import { yuan } from '../receipts/marks';
import { listDealers, showDealer } from './calls';
import { DealerForm } from './dealer-form';
import { dealerRoute } from './routes';

const minutes = 60_000;

/** The dealers and service stations of one's own branches, narrowed by what is typed. */
export function Dealers() {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const navigate = useNavigate();
  const mayChange = usePerson().may.includes('dealer:change');
  const [text, setText] = useState('');
  const [registering, setRegistering] = useState(false);
  const list = useQuery({ queryKey: ['dealers'], queryFn: listDealers, staleTime: 5 * minutes });
  const { dealerName } = useDealers();
  useEffect(() => { document.title = `${t('nav.dealers')} · ${t('product')}`; }, [t]);
  const wanted = text.trim().toLowerCase();
  const shown = (list.data ?? []).filter(({ dealerCode, name, territory }) => [dealerCode, name, territory ?? ''].some((one) => one.toLowerCase().includes(wanted)));
  return (
    <div className="page">
      <header>
        <h1>{t('nav.dealers')}</h1>
        {mayChange && <Button aria-expanded={registering} onClick={() => setRegistering(!registering)}>{t('dealer.register')}</Button>}
        <Input type="search" className="narrow" aria-label={t('register.filter')} placeholder={t('register.filter')} value={text} onChange={({ target }) => setText(target.value)} />
        <span role="status" className="quiet">{list.data && t('register.count', { count: shown.length })}</span>
      </header>
      {registering && <DealerForm done={(code) => void list.refetch().then(() => navigate({ to: '/dealers/$code', params: { code } }))} leave={() => setRegistering(false)} />}
      {list.data === undefined ? (list.error ? <Trouble error={list.error} retry={() => void list.refetch()} /> : <Loading rows={8} />) : shown.length === 0 ? <Empty>{t(list.data.length === 0 ? 'dealers.empty' : 'register.none')}</Empty> : (
        <table className="rows">
          <thead><tr><th scope="col">{t('called')}</th><th scope="col">{t('dealer.code')}</th><th scope="col">{t('dealer.role')}</th><th scope="col">{t('branch')}</th><th scope="col">{t('dealer.territory')}</th><th scope="col">{t('dealer.parent')}</th></tr></thead>
          <tbody>{shown.map(({ dealerCode: code, name, role, branchId, territory, parentDealerCode, keyAccount }) => (
            <tr key={code}>
              <th scope="row"><Link to="/dealers/$code" params={{ code }}>{name}</Link>{keyAccount && <> <span className="sign warn"><span aria-hidden>★ </span>{t('dealer.key')}</span></>}</th>
              <td data-name={t('dealer.code')} className="number">{code}</td>
              <td data-name={t('dealer.role')}>{word('dealer-role', role)}</td>
              <td data-name={t('branch')}>{branchName(branchId)}</td>
              <td data-name={t('dealer.territory')}>{territory ?? t('none')}</td>
              <td data-name={t('dealer.parent')}>{parentDealerCode === null ? t('none') : dealerName(parentDealerCode)}</td>
            </tr>
          ))}</tbody>
        </table>
      )}
    </div>
  );
}

/** One of them: where to call and send, who is above it, who answers for it. */
export function Dealer() {
  const { t } = useTranslation();
  const { code } = dealerRoute.useParams();
  const branchName = useBranchName();
  const { data, error, refetch } = useQuery({ queryKey: ['dealer', code], queryFn: () => showDealer(code) });
  const nameOf = useNameOf();
  const { dealerName } = useDealers();
  const cache = useQueryClient();
  const mayChange = usePerson().may.includes('dealer:change');
  const [changing, setChanging] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => { document.title = `${data?.name ?? code} · ${t('product')}`; }, [data, code, t]);
  if (data === undefined) return error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={6} />;
  return (
    <article className="page">
      <header><h1>{data.name} <span className="quiet number">{data.dealerCode}</span></h1><span className="sign">{word('dealer-role', data.role)}</span>{data.keyAccount && <span className="sign warn"><span aria-hidden>★ </span>{t('dealer.key')}</span>}{mayChange && <Button aria-expanded={changing} onClick={() => setChanging(!changing)}>{t('dealer.change')}</Button>}</header>
      <p role="status" className="said">{said}</p>
      {changing && <DealerForm key={data.dealerCode} dealer={data} clashed={() => void refetch()} leave={() => setChanging(false)} done={() => {
        setChanging(false);
        setSaid(t('customer.saved'));
        for (const kind of ['dealer', 'dealers']) void cache.invalidateQueries({ queryKey: [kind] });
      }} />}
      <section>
        <dl className="wide">
          <div><dt>{t('dealer.contact')}</dt><dd>{data.contactName ?? t('none')}</dd></div>
          <div><dt>{t('phone')}</dt><dd className="number">{data.phone}</dd></div>
          <div><dt>{t('address')}</dt><dd>{data.address ?? t('none')}</dd></div>
          <div><dt>{t('branch')}</dt><dd>{branchName(data.branchId)}</dd></div>
          <div><dt>{t('dealer.territory')}</dt><dd>{data.territory ?? t('none')}</dd></div>
          <div><dt>{t('dealer.parent')}</dt><dd>{data.parentDealerCode === null ? t('none') : <Link to="/dealers/$code" params={{ code: data.parentDealerCode }}>{dealerName(data.parentDealerCode)}</Link>}</dd></div>
          <div><dt>{t('dealer.representative')}</dt><dd>{data.representativeId === null ? t('none') : nameOf(data.representativeId)}</dd></div>
          <div><dt>{t('dealer.credit')}</dt><dd className="number">{data.creditLimit === null ? t('none') : yuan('CNY', data.creditLimit)}</dd></div>
          <div><dt>{t('dealer.joined')}</dt><dd>{data.joinedOn ?? t('none')}</dd></div>
          {data.remark !== null && <div><dt>{t('dealer.remark')}</dt><dd>{data.remark}</dd></div>}
        </dl>
      </section>
    </article>
  );
}
