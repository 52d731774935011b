import { Alert, Button, Checkbox, Input, Radio, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../api/api';
import type { ChangeCustomerBody, ShownCustomer } from '../../api/generated/directory/types.gen';
import { useCommand, wrongIn } from '../../parts/command';
import { useDraft } from '../../parts/drafts';
import { Field } from '../../parts/field';
import { usePerson } from '../../parts/person';
import { useCustomer, useStaff } from '../../parts/queries';
import { Trouble } from '../../parts/states';
import { word } from '../../texts/words';
import { changeCustomer } from './calls';

const texts = ['name', 'phone', 'city', 'address', 'dealerCode', 'referrerCode', 'remark'] as const;
const people = ['ownerId', 'agentId'] as const;
const times = ['quietFrom', 'quietTo'] as const;
const consents = ['consentCare', 'consentMarketing', 'consentSurvey'] as const;
type TextName = typeof texts[number] | typeof people[number] | typeof times[number] | 'customerClass' | 'channel';
type Draft = { readonly [Name in TextName]?: string } & { readonly [Name in typeof consents[number]]?: boolean };
const fields = [...texts, ...people, ...times, ...consents, 'customerClass', 'channel'] as const;

/** What a customer's record says, to be changed: only what differs is sent. When somebody else has changed it meanwhile, both texts are shown. */
export function ChangeForm({ customer, done, leave }: { customer: ShownCustomer; done: (proposed: boolean) => void; leave: () => void }) {
  const { t } = useTranslation();
  const person = usePerson();
  const { members } = useStaff(customer.branchId);
  const { refetch } = useCustomer(customer.id);
  const [draft, change, clear, restored] = useDraft<Draft>(person.code, `customer.${customer.id}`, {});
  const [empty, setEmpty] = useState(false);
  /** What stood there when the person began. */
  const began = useRef(customer);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => { form.current?.querySelector('input')?.focus(); }, []);
  const onFile = (name: TextName): string => customer[name] ?? '';
  const value = (name: TextName): string => draft[name] ?? onFile(name);
  const consent = (name: typeof consents[number]): boolean => draft[name] ?? customer[name];
  const body = (): ChangeCustomerBody => Object.fromEntries(fields.flatMap((name): [string, string | boolean | null][] => {
    const written = draft[name];
    if (written === undefined || written === (customer[name] ?? '')) return [];
    return [[name, typeof written === 'string' ? (written.trim() === '' ? null : written.trim()) : written]];
  }));
  const sending = useCommand(({ said, version }: { said: ChangeCustomerBody; version: number }, key) => changeCustomer(customer.id, said, key, version), ({ mergeProposals }) => { clear(); done(mergeProposals.length > 0); });
  const clash = sending.error instanceof Refused && sending.error.problem?.status === 412;
  useEffect(() => { if (clash) void refetch(); }, [clash]);
  const send = (): void => {
    const said = body();
    setEmpty(Object.keys(said).length === 0);
    if (Object.keys(said).length > 0 && !sending.isPending) sending.mutate({ said, version: customer.version });
  };
  const wrong = (name: string): string | undefined => wrongIn(sending.error, name);
  const meanwhile = (name: TextName): string | undefined => (draft[name] !== undefined && began.current[name] !== customer[name] ? t('customer.on-file-now', { value: onFile(name) || t('none') }) : undefined);
  const text = (name: TextName, props: object = {}) => (
    <Field key={name} label={t(`detail.${name}`)} required={name === 'name' || name === 'phone'} wrong={wrong(name)} hint={meanwhile(name)}>
      {(ids) => <Input {...ids} {...props} autoComplete="off" maxLength={name === 'remark' ? 1000 : 200} value={value(name)} onChange={({ target }) => change({ [name]: target.value })} />}
    </Field>
  );
  const staff = members.filter(({ active }) => active).map(({ staffId, name, role }) => ({ value: staffId, label: `${name} · ${word('role', role)} · ${staffId}` }));
  return (
    <form
      ref={form}
      className="move"
      aria-label={t('customer.change')}
      noValidate
      onSubmit={(event) => { event.preventDefault(); send(); }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.keyCode === 229) return;
        if (event.key === 'Enter' && event.ctrlKey) { event.preventDefault(); send(); }
      }}
    >
      <h2>{t('customer.change')}</h2>
      {restored && <Alert type="info" role="status" title={t('draft.restored')} action={<Button size="small" onClick={clear}>{t('draft.drop')}</Button>} />}
      <div className="pair">{text('name')}{text('phone', { inputMode: 'tel' })}</div>
      <div className="pair">{text('city')}{text('address')}</div>
      <fieldset className="field"><legend>{t('detail.customerClass')}</legend><Radio.Group name="class" value={value('customerClass')} onChange={({ target }) => change({ customerClass: String(target.value) })} options={(['new', 'regular', 'key'] as const).map((one) => ({ value: one, label: word('class', one) }))} /></fieldset>
      <div className="pair">
        {people.map((name) => (
          <Field key={name} label={t(`detail.${name}`)} wrong={wrong(name)} hint={meanwhile(name)}>
            {(ids) => <Select {...ids} showSearch={{ optionFilterProp: 'label' }} allowClear value={value(name) === '' ? null : value(name)} options={staff} onChange={(one: string | null | undefined) => change({ [name]: one ?? '' })} />}
          </Field>
        ))}
      </div>
      <div className="pair">{text('dealerCode')}{text('referrerCode')}</div>
      <fieldset className="field"><legend>{t('customer.consents')}</legend>{consents.map((name) => <Checkbox key={name} checked={consent(name)} onChange={({ target }) => change({ [name]: target.checked })}>{t(`detail.${name}`)}</Checkbox>)}</fieldset>
      <fieldset className="field"><legend>{t('detail.channel')}</legend><Radio.Group name="channel" value={value('channel')} onChange={({ target }) => change({ channel: String(target.value) })} options={(['phone', 'wechat', 'sms'] as const).map((one) => ({ value: one, label: word('reach', one) }))} /></fieldset>
      <div className="pair">{text('quietFrom', { type: 'time' })}{text('quietTo', { type: 'time' })}</div>
      {text('remark')}
      {clash ? <Alert role="alert" type="warning" showIcon title={t('clash')} description={t('clash.what')} /> : sending.error && <Trouble error={sending.error} />}
      {empty && <p role="alert" className="quiet">{t('customer.nothing-changed')}</p>}
      <p className="actions">
        <Button type="primary" htmlType="submit" loading={sending.isPending}>{clash ? t('clash.go-on') : t('customer.save')}</Button>
        <Button onClick={leave}>{t('leave')}</Button>
        <span className="quiet"><kbd>Ctrl</kbd> + <kbd>Enter</kbd></span>
      </p>
    </form>
  );
}
