import { useState } from 'react';

/** By how much a count has grown or shrunk while somebody looks; of a month that has just begun, all of it. */
export function Moved({ of: value, within: month }: { of: number; within: string | null }) {
  const [last, setLast] = useState({ value, month, by: 0 });
  if (last.value !== value || last.month !== month) setLast({ value, month, by: value - (last.month === month ? last.value : 0) });
  return <span role="status">{last.by !== 0 && <b key={value} className="moved">{last.by > 0 ? '+' : '−'}{Math.abs(last.by)}</b>}</span>;
}
