import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { DispatchShipmentBody } from '../api/generated/inventory/types.gen';
import { useDraft } from '../parts/drafts';
import { usePerson } from '../parts/person';
import { useCommand } from '../parts/command';
import { useDealers } from '../screens/parts/queries';
import { listNotes } from '../screens/receipts/calls';
import { dispatchShipment, issueNote, listCarriers, listPickings } from './calls';
import { useConnected } from './connected';
import { Chips, Part, Read, Scan, To, Trouble } from './parts';
import { signal } from './signal';
import { t } from './texts';

interface Ready {
  readonly id: string;
  readonly number: string;
  /** What was typed belongs to the picking, whether its note is issued by now or not. */
  readonly pickingId: string;
  readonly kind: 'checked' | 'issued';
  readonly lines: readonly { readonly part: string; readonly qty: number }[];
  readonly for: string;
}

/** What was checked and what is on a note already. */
const readyToGo = async (): Promise<Ready[]> => {
  const [checked, packed, notes] = await Promise.all([listPickings({ state: 'checked', limit: 50 }), listPickings({ state: 'packed', limit: 50 }), listNotes({ state: 'issued', limit: 50 })]);
  return [
    ...notes.items.map(({ id, number, pickingId, lines, receiver }): Ready => ({ id, number, pickingId, kind: 'issued', lines, for: receiver.kind === 'customer' ? '' : receiver.code })),
    ...[...checked.items, ...packed.items].map(({ id, number, lines }): Ready => ({ id, number, pickingId: id, kind: 'checked', lines: lines.map(({ part, checked: qty, picked }) => ({ part, qty: qty ?? picked })), for: '' })),
  ];
};

/** The note is issued and leaves under its waybill, in one go. */
export function Dispatching({ number }: { number: string | undefined }) {
  const query = useQuery({ queryKey: ['ready', number ?? 'all'], queryFn: readyToGo });
  const { dealerName } = useDealers();
  return (
    <Read query={query}>
      {(ready) => {
        const one = ready.find((each) => each.number === number);
        if (one) return <Dispatch key={one.id} it={one} />;
        return ready.length === 0 ? <p className="quiet">{t('dispatch.none')}</p> : (
          <ul className="rows">{ready.map((each) => <li key={each.id}><To screen="dispatch" number={each.number}><span className="number">{each.number}<small>{t(`dispatch.${each.kind}`)} {dealerName(each.for)}</small></span><b>{each.lines.length}</b></To></li>)}</ul>
        );
      }}
    </Read>
  );
}

function Dispatch({ it }: { it: Ready }) {
  const cache = useQueryClient();
  const person = usePerson();
  const [draft, change, clear] = useDraft<{ readonly waybill: string; readonly carrier: string }>(person.code, `m.dispatch.${it.pickingId}`, { waybill: '', carrier: '' });
  const connected = useConnected();
  const carriers = useQuery({ queryKey: ['carriers'], queryFn: listCarriers, staleTime: 1_800_000 });
  const issue = useCommand((pickingId: string, key) => issueNote(pickingId, key), () => undefined, () => signal(false));
  const send = useCommand(
    (body: DispatchShipmentBody, key) => dispatchShipment(body, key),
    // What has left stays on this screen until somebody goes on; the list is read anew.
    () => { signal(true); clear(); void cache.invalidateQueries({ queryKey: ['ready', 'all'] }); },
    () => signal(false),
  );
  const leave = async (): Promise<void> => {
    const note = it.kind === 'issued' ? it : (issue.data ?? await issue.mutateAsync(it.id));
    send.mutate({ ...draft, noteIds: [note.id] });
  };
  const hear = (waybill: string): void => {
    signal(true);
    const known = carriers.data?.items.find(({ trackingPrefix }) => waybill.startsWith(trackingPrefix));
    change({ waybill, ...(known ? { carrier: known.carrierCode } : {}) });
  };
  if (send.data) return <p className="said" role="status">{t('dispatch.done', { number: send.data.number })}</p>;
  return (
    <>
      <ul className="card">{it.lines.map(({ part, qty }, at) => <li key={at}><Part code={part} /> × {qty}</li>)}</ul>
      <section className="card now">
        {draft.waybill !== '' && <p className="big number">{draft.waybill}</p>}
        <Scan label={t('dispatch.waybill')} hear={hear} />
        <Read query={carriers}>{({ items }) => <Chips label={t('dispatch.carrier')} value={draft.carrier} options={items.map(({ carrierCode, name }) => ({ value: carrierCode, label: name }))} change={(carrier) => change({ carrier })} />}</Read>
      </section>
      {(issue.error ?? send.error) && <Trouble error={issue.error ?? send.error} />}
      <button type="button" className="main" disabled={!connected || draft.waybill === '' || draft.carrier === '' || issue.isPending || send.isPending} onClick={() => void leave().catch(() => undefined)}>{t('dispatch.go')}</button>
    </>
  );
}
