import { useState } from 'react';

/** By how much a number has changed while somebody looks. Of another month or branch it begins anew (`key`). */
export function Moved({ of: value }: { of: number }) {
  const [last, setLast] = useState({ value, by: 0 });
  if (last.value !== value) setLast({ value, by: value - last.value });
  return <span role="status">{last.by !== 0 && <b key={value} className="moved">{last.by > 0 ? '+' : '−'}{Math.abs(last.by)}</b>}</span>;
}
