import { Input } from 'antd';
import { useEffect, useState } from 'react';

/** A filter by a code, scanned or typed, that holds from Enter or from leaving the box on. */
export function CodeFilter({ label, value, set }: { label: string; value: string | undefined; set: (value: string | undefined) => void }) {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  const hold = (): void => set(text.trim() === '' ? undefined : text.trim().toUpperCase());
  return (
    <Input
      aria-label={label} placeholder={label} allowClear value={text} maxLength={64} autoComplete="off" onChange={({ target }) => setText(target.value)} onBlur={hold}
      onKeyDown={(event) => { if (event.key === 'Enter' && !event.nativeEvent.isComposing) hold(); }}
    />
  );
}
