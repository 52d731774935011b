import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Radio, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../api/api';
import { changeTicket, getTicket } from '../../api/calls';
import type { TicketInFull } from '../../api/generated/tickets/types.gen';
import { clashes, useCommand } from '../../parts/command';
import { useDraft } from '../../parts/drafts';
import { Field } from '../../parts/field';
import { usePerson } from '../../parts/person';
import { useFaultCodes, useStaff } from '../../parts/queries';
import { useSeenVersion } from '../../parts/seen-version';
import { Trouble } from '../../parts/states';
import { currentLanguage } from '../../texts/language';
import { say, word } from '../../texts/words';
import { requestsOf } from '../parts/queries';
import { moveForms, type MoveField, type MoveName } from './moves';

type Draft = Readonly<Record<string, string>>;

/** The form of one move. What is written stays until it is sent, whatever happens to the page or to the ticket meanwhile. */
export function MoveFormPanel({ move, ticket, done, leave }: { move: MoveName; ticket: TicketInFull; done: () => Promise<void>; leave: () => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const person = usePerson();
  const form = moveForms[move];
  const fields = Object.entries(form?.fields ?? {});
  const initial: Draft = move === 'complete_intake' ? { serial: ticket.serial ?? '', fault: ticket.faultCode ?? '' } : {};
  const [written, change, clear, restored] = useDraft<Draft>(person.code, `${ticket.id}.${move}`, initial);
  const requests = useQuery({ ...requestsOf(ticket.id), enabled: move === 'resolve' && person.may.includes('parts:read') });
  // What was sent out under the ticket proves it, unless somebody says something else.
  const sentUnder = requests.data?.items.filter(({ lines }) => lines.some(({ shipped }) => shipped > 0)).map(({ number }) => number).join(' ');
  const draft: Draft = move === 'resolve' && sentUnder !== undefined ? { evidence: sentUnder, ...written } : written;
  const [missing, setMissing] = useState<readonly string[]>([]);
  const { changed, unread } = useSeenVersion(ticket.version, Object.values(written).some((text) => text !== ''));
  const panel = useRef<HTMLFormElement>(null);
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>('input:not([type=hidden]), textarea')?.focus();
    panel.current?.scrollIntoView({ block: 'nearest' });
  }, []);

  const sending = useCommand(
    async ({ said, version }: { said: Draft; version: number }, key) => changeTicket(ticket.id, form?.command ?? '', await bodyOf(said, form?.fields ?? {}), key, version),
    async () => {
      clear();
      await done();
    },
    (error) => { if (clashes(error)) void cache.invalidateQueries({ queryKey: ['ticket', ticket.number] }); },
  );
  const send = (): void => {
    if (sending.isPending || unread) return;
    const left = fields.filter(([name, field]) => field.required && !draft[name]?.trim()).map(([name]) => name);
    setMissing(left);
    if (left.length === 0) sending.mutate({ said: draft, version: ticket.version });
    else panel.current?.querySelector<HTMLElement>(`[data-field="${left[0] ?? ''}"] :is(input, textarea)`)?.focus();
  };
  const clash = changed || clashes(sending.error);
  const wrongs = sending.error instanceof Refused ? (sending.error.problem?.errors ?? []) : [];
  const wrongOf = (name: string): string | undefined => (missing.includes(name) && !draft[name]?.trim() ? t('field.missing') : wrongs.find(({ field }) => field.startsWith(`/${name}`))?.message);

  return (
    <form
      ref={panel}
      className="move"
      aria-label={word('move', move)}
      noValidate
      onSubmit={(event) => { event.preventDefault(); send(); }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.keyCode === 229) return;
        if (event.key === 'Enter' && event.ctrlKey) { event.preventDefault(); send(); }
        if (event.key === 'Escape' && !(event.target as HTMLElement).closest('[aria-expanded="true"]')) leave();
      }}
    >
      <h2>{word('move', move)}</h2>
      {restored && <Alert type="info" role="status" title={t('draft.restored')} action={<Button size="small" onClick={clear}>{t('draft.drop')}</Button>} />}
      {fields.map(([name, field]) => (
        <div key={name} data-field={name}>
          <MoveFieldInput name={name} field={field} ticket={ticket} value={draft[name] ?? ''} change={(value) => change({ [name]: value })} wrong={wrongOf(name)} />
        </div>
      ))}
      {clash && <Alert role="alert" type="warning" showIcon title={t('clash')} description={t('clash.what')} />}
      {sending.error && !clashes(sending.error) && <Trouble error={sending.error} />}
      <p className="actions">
        <Button type="primary" htmlType="submit" loading={sending.isPending} disabled={unread}>{clash ? t('clash.go-on') : word('move', move)}</Button>
        <Button onClick={leave}>{t('leave')}</Button>
        <span className="quiet"><kbd>Ctrl</kbd> + <kbd>Enter</kbd></span>
      </p>
    </form>
  );
}

/** What was left empty is not sent; a ticket is named by its number and sent by its id. */
const bodyOf = async (draft: Draft, fields: Readonly<Record<string, MoveField>>): Promise<object> =>
  Object.fromEntries(await Promise.all(Object.entries(fields).flatMap(([name, field]) => {
    const value = draft[name]?.trim() ?? '';
    if (value === '') return [];
    return [sent(field, value).then((known) => [name, known] as const)];
  })));

const sent = async (field: MoveField, value: string): Promise<unknown> => {
  if (field.as === 'lines') return value.split(/[\s,，]+/).filter((line) => line !== '');
  if (field.as === 'serial') return value.toUpperCase();
  return field.as === 'ticket' ? (await getTicket(value)).id : value;
};

interface InputProps {
  readonly name: string;
  readonly field: MoveField;
  readonly ticket: TicketInFull;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly wrong: string | undefined;
}

function MoveFieldInput({ name, field, ticket, value, change, wrong }: InputProps) {
  const { t } = useTranslation();
  const label = word('field', name);
  const status = wrong === undefined ? '' : 'error';
  switch (field.as) {
    case 'choice':
      return (
        <fieldset className="field">
          <legend>{label}</legend>
          <Radio.Group name={name} value={value} onChange={({ target }) => change(String(target.value))} options={field.values.map((one) => ({ value: one, label: word(field.of, one) }))} />
          <div className="wrong">{wrong}</div>
        </fieldset>
      );
    case 'text':
      return <Field label={label} required={field.required} wrong={wrong} hint={field.hint && say(field.hint)}>{(ids) => <Input.TextArea {...ids} status={status} value={value} maxLength={4000} rows={2} onChange={({ target }) => change(target.value)} />}</Field>;
    case 'lines':
      return <Field label={label} required={field.required} wrong={wrong} hint={t('field.evidence.hint')}>{(ids) => <Input {...ids} status={status} value={value} onChange={({ target }) => change(target.value)} />}</Field>;
    case 'serial':
      return <Field label={label} required={field.required} wrong={wrong} hint={t('field.serial.hint')}>{(ids) => <Input {...ids} status={status} value={value} maxLength={40} autoComplete="off" onChange={({ target }) => change(target.value)} />}</Field>;
    case 'ticket':
      return <Field label={label} required={field.required} wrong={wrong} hint={t('field.into.hint')}>{(ids) => <Input {...ids} status={status} value={value} maxLength={40} autoComplete="off" onChange={({ target }) => change(target.value)} />}</Field>;
    case 'fault':
      return <FaultField label={label} value={value} change={change} wrong={wrong} />;
    case 'colleague':
      return <ColleagueField label={label} ticket={ticket} value={value} change={change} wrong={wrong} />;
  }
}

function FaultField({ label, value, change, wrong }: { label: string } & Pick<InputProps, 'value' | 'change' | 'wrong'>) {
  const faults = useFaultCodes();
  const { t } = useTranslation();
  const options = faults.map(({ faultCode, nameZh, nameEn }) => ({ value: faultCode, label: `${faultCode} ${currentLanguage() === 'en' ? (nameEn ?? nameZh) : nameZh}` }));
  return (
    <Field label={label} wrong={wrong} hint={t('field.fault.hint')}>
      {(ids) => <Select {...ids} showSearch={{ optionFilterProp: 'label' }} allowClear value={value === '' ? null : value} options={options} loading={faults.length === 0} onChange={(one: string | null | undefined) => change(one ?? '')} />}
    </Field>
  );
}

function ColleagueField({ label, ticket, value, change, wrong }: { label: string } & Pick<InputProps, 'ticket' | 'value' | 'change' | 'wrong'>) {
  const { members } = useStaff(ticket.branchId);
  const { t } = useTranslation();
  const options = members.filter(({ staffId, active }) => active && staffId !== ticket.ownerId).map(({ staffId, name, role, signedIn }) => ({ value: staffId, label: `${name} · ${word('role', role)} · ${staffId}${signedIn ? ` · ${t('signed-in')}` : ''}` }));
  return (
    <Field label={label} required wrong={wrong} hint={t('field.to.hint')}>
      {(ids) => <Select {...ids} showSearch={{ optionFilterProp: 'label' }} value={value === '' ? null : value} options={options} onChange={(one: string | null) => change(one ?? '')} />}
    </Field>
  );
}
