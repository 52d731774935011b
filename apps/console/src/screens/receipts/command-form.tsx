import { Alert, Button, Checkbox, Input, Radio, Select } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../api/api';
import { clashes, useCommand } from '../../parts/command';
import { useDraft } from '../../parts/drafts';
import { Field } from '../../parts/field';
import { usePerson } from '../../parts/person';
import { Trouble } from '../../parts/states';
import { CustomerSelect } from '../customers/customer-select';
import { PartSelect } from '../parts/part-select';
import { Photos } from './photos';
import './receipts.css'; // how a form and its photos look, whichever screen has it

interface Option {
  readonly value: string;
  readonly label: string;
}

/** One box of a form; what is not shown is not asked for and not sent. */
export interface FormField {
  readonly label: string;
  /** A few words to choose from stand beside each other; many (`choose`) are searched. `yes`: ticked, or nothing. */
  readonly as: 'line' | 'count' | 'amount' | 'text' | 'day' | 'yes' | 'photos' | 'part' | 'customer' | readonly Option[] | { readonly choose: readonly Option[] };
  readonly optional?: boolean;
  readonly hint?: ReactNode;
}

type Draft = Readonly<Record<string, string>>;

interface CommandFormProps<A> {
  /** Under which name the draft is kept. */
  readonly name: string;
  readonly title: string;
  readonly submit?: string;
  readonly initial?: Draft;
  /** Which boxes there are depends on what is in the others. */
  readonly fields: (draft: Draft) => Readonly<Record<string, FormField>>;
  /** What was written, without what is empty or not shown, trimmed; photos are hashes with blanks between them. */
  readonly send: (draft: Draft, idempotencyKey: string) => Promise<A>;
  readonly sent: (answer: A) => void;
  /** Another person has changed it meanwhile; what was written stays. */
  readonly clashed?: () => void;
  readonly leave?: () => void;
}

/** A small form that sends one command. What is written stays until it is sent, and goes out once however often it is sent. */
export function CommandForm<A>({ name, title, submit = title, initial = {}, fields, send, sent, clashed, leave }: CommandFormProps<A>) {
  const { t } = useTranslation();
  const person = usePerson();
  const [draft, change, clear, restored] = useDraft<Draft>(person.code, name, initial);
  const [missing, setMissing] = useState<readonly string[]>([]);
  const panel = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (leave === undefined) return;
    panel.current?.querySelector<HTMLElement>('input:not([type=hidden], [type=file]), textarea')?.focus();
    panel.current?.querySelector('h2')?.scrollIntoView({ block: 'nearest' });
  }, [leave === undefined]);
  const shown = Object.entries(fields(draft));
  const filled = Object.fromEntries(shown.flatMap(([box]) => (draft[box]?.trim() ? [[box, draft[box].trim()]] : [])));

  const sending = useCommand(send, (answer) => {
    clear();
    sent(answer);
  }, (error) => { if (clashes(error)) clashed?.(); });
  const go = (): void => {
    if (sending.isPending) return;
    const left = shown.filter(([box, { optional }]) => !optional && filled[box] === undefined).map(([box]) => box);
    setMissing(left);
    if (left.length === 0) sending.mutate(filled);
    else panel.current?.querySelector<HTMLElement>(`[data-field="${left[0] ?? ''}"] :is(input, textarea)`)?.focus();
  };
  const wrongs = sending.error instanceof Refused ? (sending.error.problem?.errors ?? []) : [];
  const wrongOf = (box: string): string | undefined => (missing.includes(box) && filled[box] === undefined ? t('field.missing') : wrongs.find(({ field }) => field.split('/').includes(box))?.message);

  return (
    <form
      ref={panel}
      className="move command"
      aria-label={title}
      noValidate
      onSubmit={(event) => { event.preventDefault(); go(); }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.keyCode === 229) return;
        if (event.key === 'Enter' && event.ctrlKey) { event.preventDefault(); go(); }
        if (event.key === 'Escape' && !(event.target as HTMLElement).closest('[aria-expanded="true"]')) leave?.();
      }}
    >
      <h2>{title}</h2>
      {restored && <Alert type="info" role="status" title={t('draft.restored')} action={<Button size="small" onClick={clear}>{t('draft.drop')}</Button>} />}
      <div className="boxes">{shown.map(([box, field]) => <div key={box} data-field={box} className={isWide(field) ? 'wide' : undefined}><Box name={box} field={field} value={draft[box] ?? ''} change={(value) => change({ [box]: value })} wrong={wrongOf(box)} /></div>)}</div>
      {clashes(sending.error) ? <Alert role="alert" type="warning" showIcon title={t('rc.clash')} description={t('rc.clash.what')} /> : sending.error && <Trouble error={sending.error} />}
      <p className="actions">
        <Button type="primary" htmlType="submit" loading={sending.isPending}>{clashes(sending.error) ? t('clash.go-on') : submit}</Button>
        {leave && <Button onClick={leave}>{t('leave')}</Button>}
        <span className="quiet"><kbd>Ctrl</kbd> + <kbd>Enter</kbd></span>
      </p>
    </form>
  );
}

/** What needs the whole width of a form; the rest stands side by side where there is room. */
const isWide = ({ as }: FormField): boolean => as === 'text' || as === 'photos' || Array.isArray(as);

function Box({ name, field: { label, as, optional = false, hint }, value, change, wrong }: { name: string; field: FormField; value: string; change: (value: string) => void; wrong: string | undefined }) {
  const { t } = useTranslation();
  const status = wrong === undefined ? '' : 'error';
  if (typeof as !== 'string' && 'choose' in as) {
    return (
      <Field label={label} required={!optional} wrong={wrong} hint={hint}>
        {(ids) => <Select {...ids} status={status} showSearch={{ optionFilterProp: 'label' }} allowClear={optional} popupMatchSelectWidth={false} value={value === '' ? null : value} options={[...as.choose]} onChange={(one: string | null | undefined) => change(one ?? '')} />}
      </Field>
    );
  }
  if (typeof as !== 'string') {
    return (
      <fieldset className="field">
        <legend>{label}</legend>
        <Radio.Group name={name} value={value} onChange={({ target }) => change(String(target.value))} options={[...as]} />
        <div className={wrong === undefined ? 'hint' : 'wrong'}>{wrong ?? hint}</div>
      </fieldset>
    );
  }
  if (as === 'yes') return <div className="field"><p className="tick"><Checkbox checked={value === 'yes'} onChange={({ target }) => change(target.checked ? 'yes' : '')}>{label}</Checkbox></p><div className={wrong === undefined ? 'hint' : 'wrong'}>{wrong ?? hint}</div></div>;
  if (as === 'part') return <div className="field"><span className="label" aria-hidden>{label}{optional && <span className="optional"> {t('optional')}</span>}</span><PartSelect label={label} value={value} invalid={wrong !== undefined} clears={optional} change={change} /><div className={wrong === undefined ? 'hint' : 'wrong'}>{wrong ?? hint}</div></div>;
  if (as === 'customer') return <Field label={label} required={!optional} wrong={wrong} hint={hint}>{(ids) => <CustomerSelect {...ids} value={value} change={change} />}</Field>;
  if (as === 'photos') return <div className="field"><Photos label={label} value={value === '' ? [] : value.split(' ')} change={(hashes) => change(hashes.join(' '))} /><div className="wrong">{wrong}</div></div>;
  return (
    <Field label={label} required={!optional} wrong={wrong} hint={hint}>
      {(ids) => as === 'text'
        ? <Input.TextArea {...ids} status={status} value={value} maxLength={2000} rows={2} onChange={({ target }) => change(target.value)} />
        : as === 'day' ? <Input {...ids} type="date" className="day" status={status} value={value} onChange={({ target }) => change(target.value)} />
          : <Input {...ids} status={status} value={value} maxLength={200} autoComplete="off" inputMode={as === 'count' ? 'numeric' : as === 'amount' ? 'decimal' : 'text'} onChange={({ target }) => change(target.value)} />}
    </Field>
  );
}
