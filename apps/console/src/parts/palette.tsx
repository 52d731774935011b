import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Input, type InputRef } from 'antd';
import { useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findCustomers, findDocuments, findPartsByText, findTicketsByNumber } from '../api/calls';
import type { FoundDocument } from '../api/generated/inventory/types.gen';
import type { NavEntry } from '../nav';
import { word } from '../texts/words';
import { usePerson } from './person';

/** Something to do that is no screen. */
export interface Action {
  readonly name: string;
  readonly act: () => void;
}

interface Choice {
  readonly id: string;
  readonly group: 'palette.records' | 'palette.screens' | 'palette.actions';
  readonly name: string;
  readonly note?: string;
  readonly act: () => void;
}

/** Where a paper of the parts chain is shown, and how its state is called. */
const documents: Readonly<Record<FoundDocument['kind'], { readonly text: 'palette.request' | 'palette.note' | 'palette.shipment' | 'palette.discrepancy'; readonly states: string; readonly at: (found: FoundDocument) => string }>> = {
  request: { text: 'palette.request', states: 'request-state', at: ({ number }) => `/parts/requests/${number}` },
  'delivery-note': { text: 'palette.note', states: 'note-state', at: ({ number }) => `/receipts/${number}` },
  shipment: { text: 'palette.shipment', states: 'shipment-state', at: ({ id }) => `/follow-up?shipment=${id}` },
  discrepancy: { text: 'palette.discrepancy', states: 'dc-state', at: ({ number }) => `/discrepancies/${number}` },
};
/** The end of a number or of a waybill. */
const endingForm = /^(?=.*\d)[A-Z0-9-]{4,40}$/;
const obligationForm = /^OB-[A-Z]{2}-\d{4}-\d{6}$/;
const serialForm = /^(?=.*\d)[A-Z0-9][A-Z0-9-]{7,39}$/;

/** One box for everything: screens, actions, and records: by the end of a number, waybill or telephone, by serial, name or the initials of its pinyin. What it names exists; only a serial and the whole number of a duty are taken at their word. */
export function Palette({ entries, actions, close }: { entries: readonly NavEntry[]; actions: readonly Action[]; close: () => void }) {
  const { t } = useTranslation();
  const person = usePerson();
  const navigate = useNavigate();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const input = useRef<InputRef>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const typed = text.trim();
  const asked = useDeferredValue(typed);
  const go = (href: string) => () => void navigate({ href } as never);
  const upper = typed.toUpperCase();
  const may = (permission: string): boolean => person.may.includes(permission);
  const numbered = endingForm.test(asked.toUpperCase());
  const lookUp = { staleTime: 30_000, retry: false } as const;
  const customers = useQuery({ queryKey: ['palette', 'customers', asked], queryFn: () => findCustomers(asked), ...lookUp, enabled: asked.length >= 2 && may('customer:read') });
  const tickets = useQuery({ queryKey: ['palette', 'tickets', asked], queryFn: () => findTicketsByNumber(asked), ...lookUp, enabled: numbered && may('ticket:read') });
  const papers = useQuery({ queryKey: ['palette', 'documents', asked], queryFn: () => findDocuments(asked), ...lookUp, enabled: numbered && may('parts:read') });
  const parts = useQuery({ queryKey: ['palette', 'parts', asked], queryFn: () => findPartsByText(asked), ...lookUp, enabled: asked.length >= 2 && may('stock:read') && may('part:read') });
  const current = asked === typed;
  useEffect(() => {
    dialog.current?.showModal();
    input.current?.focus();
  }, []);

  const matches = (name: string): boolean => name.toUpperCase().includes(upper);
  const choices: readonly Choice[] = [
    ...(current ? (tickets.data?.items ?? []) : []).map(({ id: ticket, number, state }): Choice => ({ id: ticket, group: 'palette.records', name: `${t('ticket')} ${number}`, note: word('state', state), act: go(`/tickets/${number}`) })),
    ...(current ? (papers.data?.items ?? []) : []).map((found): Choice => {
      const { text: kind, states, at: where } = documents[found.kind];
      return { id: found.id, group: 'palette.records', name: `${t(kind)} ${found.number}`, note: [found.waybill, word(states, found.state)].filter((one) => one !== null).join(' · '), act: go(where(found)) };
    }),
    ...(obligationForm.test(upper) && may('returns:read') ? [{ id: 'obligation', group: 'palette.records', name: `${t('palette.obligation')} ${upper}`, act: go(`/old-parts/${upper}`) } as const] : []),
    ...(serialForm.test(upper) && may('device:read') && (tickets.data?.items ?? []).length + (papers.data?.items ?? []).length === 0 && !obligationForm.test(upper) ? [{ id: 'device', group: 'palette.records', name: `${t('device')} ${upper}`, act: go(`/devices/${encodeURIComponent(upper)}`) } as const] : []),
    ...(current ? (customers.data?.items ?? []) : []).slice(0, 8).map(({ id: customer, name, phone, code }): Choice => ({ id: customer, group: 'palette.records', name, note: `${phone} · ${code}`, act: go(`/customers/${customer}`) })),
    ...(current ? (parts.data?.items ?? []) : []).map(({ partCode, name }): Choice => ({ id: `part ${partCode}`, group: 'palette.records', name: `${t('part')} ${partCode}`, note: name, act: go(`/stock/parts/${encodeURIComponent(partCode)}`) })),
    ...entries.filter(({ text: name }) => matches(t(name))).map(({ to, text: name, key }): Choice => ({ id: to, group: 'palette.screens', name: t(name), ...(key ? { note: key.replace(/^Key/, '') } : {}), act: () => void navigate({ to }) })),
    ...actions.filter(({ name }) => matches(name)).map(({ name, act }): Choice => ({ id: name, group: 'palette.actions', name, act })),
  ];
  const chosen = Math.min(at, choices.length - 1);
  const take = (choice: Choice | undefined): void => {
    if (choice === undefined) return;
    dialog.current?.close();
    choice.act();
  };
  const groups = [...new Set(choices.map(({ group }) => group))];
  return (
    <dialog ref={dialog} className="palette" aria-label={t('palette')} onClose={close} onClick={({ target, currentTarget }) => { if (target === currentTarget) currentTarget.close(); }}>
      <Input
        ref={input}
        size="large"
        role="combobox"
        aria-label={t('palette')}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={choices[chosen] ? `${id}-${chosen}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        placeholder={t('palette.hint')}
        value={text}
        maxLength={60}
        onChange={({ target }) => { setText(target.value); setAt(0); }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.keyCode === 229) return;
          const moves: Readonly<Record<string, () => void>> = {
            ArrowDown: () => setAt((chosen + 1) % Math.max(1, choices.length)),
            ArrowUp: () => setAt((chosen - 1 + choices.length) % Math.max(1, choices.length)),
            Enter: () => take(choices[chosen]),
          };
          const move = moves[event.key];
          if (!move) return;
          event.preventDefault();
          move();
        }}
      />
      <div id={`${id}-list`} role="listbox" aria-label={t('palette')}>
        {groups.map((group) => (
          <div key={group} role="group" aria-label={t(group)}>
            <p className="quiet" aria-hidden>{t(group)}</p>
            {choices.map((choice, place) => choice.group === group && (
              <div key={choice.id} id={`${id}-${place}`} role="option" aria-selected={place === chosen} ref={(option) => { if (place === chosen) option?.scrollIntoView({ block: 'nearest' }); }} onMouseMove={() => setAt(place)} onClick={() => take(choice)}>
                <span>{choice.name}</span>{choice.note !== undefined && <span className="quiet number"> {choice.note}</span>}
              </div>
            ))}
          </div>
        ))}
      </div>
      <p role="status" className="quiet">{[customers, tickets, papers, parts].some(({ isFetching }) => isFetching) ? t('loading') : choices.length === 0 ? t('palette.none') : ''}</p>
    </dialog>
  );
}
