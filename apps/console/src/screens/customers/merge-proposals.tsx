import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedMergeProposal } from '../../api/generated/directory/types.gen';
import { useCommand } from '../../parts/command';
import { Loading, Trouble } from '../../parts/states';
import { acceptMerge, declineMerge, listMergeProposals } from './calls';

/** Pairs that may be one person, all of them or those of one customer. A person decides; without a pair of his own a customer has nothing to show. */
export function MergeProposals({ customer }: { customer?: string }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [said, setSaid] = useState<string | null>(null);
  const proposals = useQuery({ queryKey: ['merge-proposals', customer], queryFn: () => listMergeProposals({ limit: 20, ...(customer === undefined ? {} : { customer }) }) });
  const done = (what: string): void => {
    setSaid(what);
    for (const kind of ['merge-proposals', 'customer', 'customers']) void cache.invalidateQueries({ queryKey: [kind] });
  };
  if (customer !== undefined && (proposals.data?.items.length ?? 0) === 0 && said === null) return null;
  return (
    <section aria-labelledby="merge">
      <h2 id="merge">{t('merge.title')}</h2>
      <p role="status" className="said">{said}</p>
      {proposals.error ? <Trouble error={proposals.error} retry={() => void proposals.refetch()} /> : proposals.data === undefined ? <Loading rows={2} /> : proposals.data.items.length === 0 ? <p className="quiet">{t('merge.none')}</p> : (
        <ul className="proposals">{proposals.data.items.map((proposal) => <Pair key={proposal.proposalId} proposal={proposal} done={done} />)}</ul>
      )}
      {proposals.data?.next != null && <p className="quiet">{t('merge.more')}</p>}
    </section>
  );
}

function Pair({ proposal: { proposalId, phone, one, other }, done }: { proposal: ListedMergeProposal; done: (what: string) => void }) {
  const { t } = useTranslation();
  // The older record is the one that others know.
  const pair = [one, other].sort((a, b) => (a.createdOn ?? '').localeCompare(b.createdOn ?? ''));
  const [survivor, setSurvivor] = useState(pair[0]?.customerId ?? '');
  const kept = pair.find(({ customerId }) => customerId === survivor)?.code ?? '';
  const deciding = useCommand((accept: string | null, key) => (accept === null ? declineMerge(proposalId, key).then(() => undefined) : acceptMerge(proposalId, accept, key).then(() => undefined)), (_answer, accept) => done(accept === null ? t('merge.declined') : t('merge.done', { code: kept })));
  return (
    <li>
      <p>{t('merge.what', { phone })}</p>
      <fieldset className="field">
        <legend>{t('merge.keep')}</legend>
        <Radio.Group name={proposalId} value={survivor} onChange={({ target }) => setSurvivor(String(target.value))} options={pair.map(({ customerId, code, name, createdOn }) => ({ value: customerId, label: `${name} ${code} · ${createdOn ?? t('none')}` }))} />
      </fieldset>
      <p>{pair.map(({ customerId, code }) => <span key={customerId}><Link to="/customers/$id" params={{ id: customerId }}>{code}</Link> </span>)}</p>
      {deciding.error && <Trouble error={deciding.error} />}
      <p className="actions">
        <Button loading={deciding.isPending && deciding.variables !== null} onClick={() => deciding.mutate(survivor)}>{t('merge.accept')}</Button>
        <Button loading={deciding.isPending && deciding.variables === null} onClick={() => deciding.mutate(null)}>{t('merge.decline')}</Button>
      </p>
    </li>
  );
}
