import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** A field with its label above it, what helps below it, and what is wrong with it. The child takes the ids that it is given. */
export function Field({ label, hint, wrong, required = false, children }: { label: string; hint?: ReactNode; wrong?: string | undefined; required?: boolean; children: (ids: { id: string; 'aria-describedby': string; 'aria-invalid': boolean; 'aria-required': boolean }) => ReactNode }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}{!required && <span className="optional"> {t('optional')}</span>}</label>
      {children({ id, 'aria-describedby': `${id}-help`, 'aria-invalid': wrong !== undefined, 'aria-required': required })}
      <div id={`${id}-help`} className={wrong === undefined ? 'hint' : 'wrong'}>{wrong ?? hint}</div>
    </div>
  );
}
