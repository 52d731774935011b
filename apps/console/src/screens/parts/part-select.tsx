import { Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showPart } from './calls';
import { useFoundParts, usePart } from './queries';

interface Props {
  readonly label: string;
  readonly value: string;
  /** Only what fits this model; `null`: all. */
  readonly model?: string | null;
  readonly invalid?: boolean;
  readonly autoFocus?: boolean;
  /** Of a filter: it can be taken back. */
  readonly clears?: boolean;
  readonly change: (code: string) => void;
}

/** Who types on has not finished his word. */
const pause = 150;

/** A part of the catalogue, found by code, name or the pinyin initials of its name; a code that is scanned is taken at once. */
export function PartSelect({ label, value, model = null, invalid = false, autoFocus = false, clears = false, change }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setText(typed), pause);
    return () => clearTimeout(timer);
  }, [typed]);
  const { data, error, isPlaceholderData } = useFoundParts(text, model);
  const chosen = usePart(value === '' ? null : value);
  // What belongs to the word before is not offered: Enter would take it.
  const pending = typed !== text || isPlaceholderData || (data === undefined && !error);
  const found = pending ? [] : (data?.items ?? []).filter(({ withdrawn }) => !withdrawn);
  const options = [...(chosen.data && !found.some(({ partCode }) => partCode === value) ? [chosen.data] : []), ...found].map(({ partCode, name, unit }) => ({ value: partCode, label: `${partCode} ${name}（${unit}）` }));
  const take = (code: string): void => {
    change(code);
    setTyped('');
    setOpen(false);
  };
  // An empty list would have neither a name nor anything in it for who cannot see it.
  const why = typed === '' || pending || found.length > 0 ? null : error ? t('trouble.offline') : t(model === null ? 'part.none' : 'part.none.fits');
  return (
    <>
      <Select
        className="part" aria-label={label} aria-invalid={invalid} status={invalid ? 'error' : ''} placeholder={t('part.seek')} allowClear={clears} autoFocus={autoFocus} popupMatchSelectWidth={false}
        open={open} onOpenChange={setOpen} showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }} value={value === '' ? null : value} options={typed === '' ? options : options.filter((option) => option.value !== value || found.some(({ partCode }) => partCode === value))}
        notFoundContent={null}
        onInputKeyDown={(event) => {
          if (event.key !== 'Enter' || typed === '' || event.nativeEvent.isComposing) return;
          const code = typed.trim().toUpperCase();
          // A whole code is meant, whichever line of the list is in hand.
          if (found.some(({ partCode }) => partCode === code)) return take(code);
          if (!pending) return;
          event.preventDefault();
          showPart(code).then(({ partCode, withdrawn }) => { if (!withdrawn) take(partCode); }, () => undefined);
        }}
        onChange={(code: string | null | undefined) => take(code ?? '')}
      />
      {why !== null && <span className="why" role="status">{why}</span>}
    </>
  );
}
