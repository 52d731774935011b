import 'antd/dist/reset.css';
import './console.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ConfigProvider, type ThemeConfig } from 'antd';
import enUS from 'antd/es/locale/en_US';
import zhCN from 'antd/es/locale/zh_CN';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { useTranslation } from 'react-i18next';
import { nameLists } from './parts/name-lists';
import { queries } from './parts/queries';
import { session } from './parts/session';
import { router } from './router';
import { textsReady } from './texts/texts';

const nonce = document.querySelector('meta[name="style-nonce"]')?.getAttribute('content') ?? '';

/** Contrast of at least 4.5 : 1 everywhere, which the kit's own colours do not have. */
const theme: ThemeConfig = {
  token: {
    colorPrimary: '#1554ad', colorLink: '#1554ad', colorError: '#c4171d', colorSuccess: '#237804', colorSuccessBg: '#eefbe7', colorSuccessBorder: '#95de64', colorWarning: '#ad4e00', colorWarningBg: '#fff7e6', colorWarningBorder: '#f0c36d',
    colorTextPlaceholder: '#667085', colorTextSecondary: '#5b6472', colorTextDescription: '#5b6472', colorTextTertiary: '#5b6472', colorTextDisabled: '#667085',
    // A button that waits for its answer is read, too.
    opacityLoading: 1,
    colorBorder: '#8a94a3', fontFamily: 'inherit', fontSize: 14, lineHeight: 22 / 14, borderRadius: 4, controlHeight: 36, motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  },
};

function Console() {
  const { i18n } = useTranslation();
  return (
    <ConfigProvider locale={i18n.language === 'en' ? enUS : zhCN} theme={theme} csp={{ nonce }} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ConfigProvider>
  );
}

// Some thirty kilobytes that say which piece of the font has which characters; a machine with a Chinese font fetches no piece.
void import('@fontsource-variable/noto-sans-sc');
// Who is here and the files of the screen are on their way with the words.
void queries.prefetchQuery(session);
void router.load();
await textsReady;
nameLists();
createRoot(document.getElementById('root') as HTMLElement).render(<StrictMode><Console /></StrictMode>);
