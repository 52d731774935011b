import { useQueries, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Input, Radio, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../api/api';
import type { DecidedLineBody, PartsRequestInFull, RequestLineView } from '../../api/generated/inventory/types.gen';
import { useCommand } from '../../parts/command';
import { useDraft } from '../../parts/drafts';
import { Field } from '../../parts/field';
import { usePerson } from '../../parts/person';
import { useSeenVersion } from '../../parts/seen-version';
import { Trouble } from '../../parts/states';
import { word } from '../../texts/words';
import { changeRequest, showStock } from './calls';
import { PartName } from './marks';

export type RequestMove = PartsRequestInFull['can'][number];
/** The moves for which something has to be said. */
export const requestMoveForms: readonly RequestMove[] = ['decide', 'decide_credit', 'answer_substitute', 'promise', 'cancel'];
const routes: Readonly<Partial<Record<RequestMove, string>>> = { decide: 'decision', decide_credit: 'credit', answer_substitute: 'substitutes', promise: 'promise', cancel: 'cancel' };
const rejections: readonly NonNullable<DecidedLineBody['reason']>[] = ['stock_rationing', 'over_limit', 'out_of_warranty', 'not_fitting', 'duplicate'];
const grounds: readonly NonNullable<PartsRequestInFull['warrantyGround']>[] = ['device_seen', 'known_fault', 'unsold_stock', 'part_itself', 'goodwill'];
const cancels = ['not_needed', 'mistake', 'duplicate', 'waited_too_long'] as const;

interface DecidedLine {
  readonly approved: string;
  readonly reason: string;
  readonly substitute: string;
  readonly agreedWith: string;
}

interface Draft {
  readonly lines: Readonly<Record<string, DecidedLine>>;
  readonly promisedOn: string;
  readonly fromStockNow: boolean;
  readonly warrantyGround: string;
  readonly choice: string;
}

interface Props {
  readonly move: RequestMove;
  readonly request: PartsRequestInFull;
  readonly done: () => void;
  readonly leave: () => void;
}

const undecided = ({ requested, substitutes }: RequestLineView): DecidedLine => ({ approved: String(requested), reason: '', substitute: substitutes.find(({ answer }) => answer === 'accepted')?.part ?? '', agreedWith: '' });
const isCount = (text: string, most: number): boolean => /^\d{1,4}$/.test(text) && Number(text) <= most;

const empty: Draft = { lines: {}, promisedOn: '', fromStockNow: false, warrantyGround: '', choice: '' };

/** The form of one move of a request. What is written stays until it is sent. */
export function RequestMoveForm({ move, request, done, leave }: Props) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const person = usePerson();
  const [draft, change, clear, restored] = useDraft<Draft>(person.code, `request.${request.id}.${move}`, empty);
  const [tried, setTried] = useState(false);
  const panel = useRef<HTMLFormElement>(null);
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>('input:not([type=hidden]):not([disabled])')?.focus();
    panel.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const lineOf = (line: RequestLineView): DecidedLine => ({ ...undecided(line), ...draft.lines[line.part] });
  const sending = useCommand(({ body, version }: { body: object; version: number }, key) => changeRequest(request.id, routes[move] ?? '', body, key, version), () => {
    clear();
    done();
  });
  const refusedAsOld = sending.error instanceof Refused && sending.error.problem?.status === 412;
  const { changed, unread } = useSeenVersion(request.version, JSON.stringify(draft) !== JSON.stringify(empty));
  const clash = changed || refusedAsOld;
  useEffect(() => { if (refusedAsOld) void cache.invalidateQueries({ queryKey: ['request', request.number] }); }, [refusedAsOld, cache, request.number]);

  const wrongLine = (line: RequestLineView): string | undefined => {
    const { approved, reason } = lineOf(line);
    if (!isCount(approved, line.requested)) return t('decide.count', { most: line.requested });
    return Number(approved) < line.requested && reason === '' ? t('decide.reason') : undefined;
  };
  /** Nothing bears the warranty out: it is free only on a ground. */
  const groundless = move === 'decide' && request.warrantyDoubt !== null && (draft.warrantyGround ?? '') === '' && request.lines.some((line) => Number(lineOf(line).approved) > 0);
  const wrong = (): boolean => {
    if (move === 'decide') return groundless || request.lines.some((line) => wrongLine(line) !== undefined);
    return move === 'promise' ? draft.promisedOn === '' : draft.choice === '';
  };
  const body = (): object => {
    switch (move) {
      case 'decide':
        return {
          lines: request.lines.map((line) => {
            const { approved, reason, substitute, agreedWith } = lineOf(line);
            return { part: line.part, approved: Number(approved), ...(Number(approved) < line.requested ? { reason } : {}), ...(substitute === '' ? {} : { substitute, ...(agreedWith === '' ? {} : { agreedWith }) }) };
          }),
          ...(draft.promisedOn === '' ? {} : { promisedOn: draft.promisedOn }), ...(draft.fromStockNow ? { fromStockNow: true } : {}),
          ...(request.warrantyDoubt === null || draft.warrantyGround === '' ? {} : { warrantyGround: draft.warrantyGround }),
        };
      case 'decide_credit': return { granted: draft.choice === 'granted' };
      case 'promise': return { promisedOn: draft.promisedOn };
      case 'answer_substitute': {
        const [lineNo, part, answer] = draft.choice.split(' ');
        return { lineNo: Number(lineNo), part, answer };
      }
      default: return { reason: draft.choice };
    }
  };
  const send = (): void => {
    if (sending.isPending || unread) return;
    setTried(true);
    if (wrong()) setTimeout(() => panel.current?.querySelector<HTMLElement>('[aria-invalid="true"], input')?.focus());
    else sending.mutate({ body: body(), version: request.version });
  };
  const set = (part: string, changes: Partial<DecidedLine>): void => {
    const line = request.lines.find((one) => one.part === part);
    if (line) change({ lines: { ...draft.lines, [part]: { ...lineOf(line), ...changes } } });
  };
  const choice = (options: readonly { readonly value: string; readonly label: string }[]) => (
    <fieldset className="field">
      <legend>{word('request-move', move)}</legend>
      <Radio.Group name={move} value={draft.choice} onChange={({ target }) => change({ choice: String(target.value) })} options={[...options]} />
      <div className="wrong">{tried && draft.choice === '' ? t('field.missing') : null}</div>
    </fieldset>
  );
  const day = (required: boolean) => (
    <Field label={t('decide.promised')} required={required} hint={t('decide.promised.hint')} wrong={tried && required && draft.promisedOn === '' ? t('field.missing') : undefined}>
      {(ids) => <Input {...ids} type="date" value={draft.promisedOn} onChange={({ target }) => change({ promisedOn: target.value })} />}
    </Field>
  );
  return (
    <form
      ref={panel} className="move" aria-label={word('request-move', move)} noValidate onSubmit={(event) => { event.preventDefault(); send(); }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.keyCode === 229) return;
        if (event.key === 'Enter' && event.ctrlKey) { event.preventDefault(); send(); }
        if (event.key === 'Escape' && !(event.target as HTMLElement).closest('[aria-expanded="true"]')) leave();
      }}
    >
      <h2>{word('request-move', move)}</h2>
      {restored && <Alert type="info" role="status" title={t('draft.restored')} action={<Button size="small" onClick={clear}>{t('draft.drop')}</Button>} />}
      {move === 'decide' && (
        <>
          {request.warrantyDoubt !== null && (
            <>
              <Alert type="warning" showIcon title={t('decide.warranty', { doubt: word('warranty-doubt', request.warrantyDoubt) })} description={t('decide.warranty.what')} />
              <fieldset className="field">
                <legend>{t('decide.warranty.ground')}</legend>
                <Radio.Group name="warranty-ground" value={draft.warrantyGround} onChange={({ target }) => change({ warrantyGround: String(target.value) })} options={grounds.map((value) => ({ value, label: word('warranty-ground', value) }))} />
                <div className="wrong" role="status">{tried && groundless ? t('decide.warranty.missing') : null}</div>
              </fieldset>
            </>
          )}
          <Decisions request={request} lineOf={lineOf} set={set} wrongLine={(line) => (tried ? wrongLine(line) : undefined)} />
          <p className="actions">
            <Button size="small" onClick={() => change({ lines: Object.fromEntries(request.lines.map((line) => [line.part, undecided(line)])) })}>{t('decide.all')}</Button>
            <Button size="small" onClick={() => change({ lines: Object.fromEntries(request.lines.map((line) => [line.part, { ...lineOf(line), approved: '0' }])) })}>{t('decide.nothing')}</Button>
          </p>
          <div className="pair">
            {day(false)}
            <p className="check"><Checkbox checked={draft.fromStockNow} onChange={({ target }) => change({ fromStockNow: target.checked })}>{t('decide.from-stock')}</Checkbox></p>
          </div>
        </>
      )}
      {move === 'decide_credit' && <><p>{t('credit.what')}</p>{choice([{ value: 'granted', label: t('credit.granted') }, { value: 'refused', label: t('credit.refused') }])}</>}
      {move === 'promise' && day(true)}
      {move === 'cancel' && choice(cancels.map((value) => ({ value, label: word('request-cancel', value) })))}
      {move === 'answer_substitute' && choice(request.lines.flatMap(({ lineNo, part, substitutes }) => substitutes.flatMap(({ part: substitute }) => (['accepted', 'declined'] as const).map((answer) => ({
        value: `${lineNo} ${substitute} ${answer}`, label: t(`substitute.${answer}`, { part, substitute }),
      })))))}
      {clash ? <Alert role="alert" type="warning" showIcon title={t('clash.document')} description={t('clash.what')} /> : sending.error && <Trouble error={sending.error} />}
      <p className="actions">
        <Button type="primary" htmlType="submit" loading={sending.isPending} disabled={unread}>{clash ? t('clash.go-on') : word('request-move', move)}</Button>
        <Button onClick={leave}>{t('leave')}</Button>
        <span className="quiet"><kbd>Ctrl</kbd> + <kbd>Enter</kbd></span>
      </p>
    </form>
  );
}

interface DecisionProps {
  readonly request: PartsRequestInFull;
  readonly lineOf: (line: RequestLineView) => DecidedLine;
  readonly set: (part: string, changes: Partial<DecidedLine>) => void;
  readonly wrongLine: (line: RequestLineView) => string | undefined;
}

/** Every line at once, with what is free in the store now. */
function Decisions({ request, lineOf, set, wrongLine }: DecisionProps) {
  const { t } = useTranslation();
  const shelves = useQueries({ queries: request.lines.map(({ part }) => ({ queryKey: ['stock', request.location, part], queryFn: () => showStock({ location: request.location, part, limit: 1 }) })) });
  return (
    <ol className="decisions">
      {request.lines.map((line, at) => {
        const { approved, reason, substitute, agreedWith } = lineOf(line);
        const wrong = wrongLine(line);
        const free = shelves[at]?.data?.items[0]?.available ?? (shelves[at]?.data ? 0 : null);
        const accepted = line.substitutes.find(({ part, answer }) => part === substitute && answer === 'accepted');
        return (
          <li key={line.part}>
            <div><PartName code={line.part} /><p className={free !== null && free < line.requested ? 'priority high' : 'quiet'}>{t('decide.asked', { requested: line.requested })} · {free === null ? '…' : t('decide.free', { free })}</p></div>
            <Input className="qty" prefix={<span className="quiet">{t('qty.approved')}</span>} aria-label={t('decide.approved', { part: line.part })} aria-invalid={wrong !== undefined} status={wrong === undefined ? '' : 'error'} inputMode="numeric" maxLength={4} value={approved} onFocus={({ target }) => target.select()} onChange={({ target }) => set(line.part, { approved: target.value.trim() })} />
            {approved !== '' && Number(approved) < line.requested && <Select aria-label={t('decide.why', { part: line.part })} aria-invalid={wrong !== undefined && reason === ''} placeholder={t('decide.reason')} value={reason === '' ? null : reason} options={rejections.map((value) => ({ value, label: word('rejection', value) }))} onChange={(value: string) => set(line.part, { reason: value })} />}
            {line.substitutes.length > 0 && <Select aria-label={t('decide.substitute', { part: line.part })} allowClear placeholder={t('decide.substitute.none')} value={substitute === '' ? null : substitute} options={line.substitutes.map(({ part, answer }) => ({ value: part, label: `${part} ${answer === null ? '' : word('substitute-answer', answer)}` }))} onChange={(value: string | null | undefined) => set(line.part, { substitute: value ?? '' })} />}
            {substitute !== '' && !accepted && <Input aria-label={t('decide.agreed', { part: line.part })} placeholder={t('decide.agreed.hint')} maxLength={64} value={agreedWith} onChange={({ target }) => set(line.part, { agreedWith: target.value })} />}
            {wrong !== undefined && <p className="wrong" role="status">{wrong}</p>}
          </li>
        );
      })}
    </ol>
  );
}
