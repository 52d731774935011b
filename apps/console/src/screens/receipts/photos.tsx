import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hashesOf } from './photo-hash';

/**
 * Photos as the services know them: by the SHA-256 of the file, which proves later that a picture is the one of that day. The file itself stays with whoever
 * took it. Without TLS a browser does not count it, and says so.
 */
export function Photos({ label, value, change }: { label: string; value: readonly string[]; change: (hashes: readonly string[]) => void }) {
  const { t } = useTranslation();
  const [failed, setFailed] = useState(false);
  const take = async (files: readonly File[]): Promise<void> => {
    const hashes = await hashesOf(files);
    change([...new Set([...value, ...hashes])].slice(0, 10));
  };
  if (!isSecureContext) return <p className="quiet">{t('rc.photos.no-tls')}</p>;
  return (
    <div className="photos">
      <label>
        {label}
        <input type="file" accept="image/*" multiple onChange={({ target }) => { take([...(target.files ?? [])]).then(() => setFailed(false), () => setFailed(true)); target.value = ''; }} />
      </label>
      {value.length > 0 && <p>{t('rc.photos.kept', { count: value.length })} <Button size="small" onClick={() => change([])}>{t('draft.drop')}</Button></p>}
      {failed && <p className="wrong" role="alert">{t('rc.photos.unread')}</p>}
      <p className="hint">{t('rc.photos.hint')}</p>
    </div>
  );
}

/** How many photos are on file, by the beginning of what names each. */
export const PhotoMarks = ({ photos }: { photos: readonly string[] }) => (photos.length === 0 ? null : <span className="quiet" title={photos.join('\n')}>▣ {photos.map((hash) => hash.slice(0, 8)).join(' ')}</span>);
