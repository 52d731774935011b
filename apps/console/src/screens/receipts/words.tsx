import { useNote } from '../../parts/queries';
import { Trouble } from '../../parts/states';

/** What somebody wrote about it, as directory keeps it. */
export function Words({ id }: { id: string }) {
  const { data, error } = useNote(id);
  if (error) return <Trouble error={error} />;
  return data === undefined ? null : <>{Object.entries(data.texts).map(([box, text]) => <blockquote key={box}>{String(text)}</blockquote>)}</>;
}
