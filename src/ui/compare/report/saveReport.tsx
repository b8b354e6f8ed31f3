import i18next from 'i18next';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { App } from '../../../state/app.ts';
import { download, fileName } from '../../../state/download.ts';
import { notify } from '../../../state/notices.ts';
import { AppContext } from '../../useApp.ts';
import { batchPictures, casePictures, type Shown } from './pictures.ts';
import { ReportPage } from './ReportPage.tsx';
import style from './report.css?inline';

/** Writes the comparison as one HTML file: pictures are part of it, it runs no script and asks nothing of any host. */
export function saveReport(app: App): void {
  const { compare, current } = app.store.getState();
  const name = current?.name ?? '';
  const { batch } = compare;
  const captionOf = (of: Shown, slice: number, which: string) => {
    const who = of === 'reference' || of === 'difference' ? i18next.t(`compare.${of}`) : of;
    return `${which}, ${i18next.t('compare.slice', { n: slice + 1 })}: ${who}`;
  };
  const pictures = batch ? batchPictures(batch, captionOf) : casePictures(app, captionOf);
  const host = document.createElement('div');
  const root = createRoot(host);
  flushSync(() =>
    root.render(
      <AppContext value={app}>
        <ReportPage
          compare={compare}
          name={name}
          date={new Date().toISOString().slice(0, 16).replace('T', ' ')}
          pictures={pictures}
        />
      </AppContext>,
    ),
  );
  const html = page(host.innerHTML, name);
  root.unmount();
  const file = fileName(name, '_compare.html');
  download(new Blob([html], { type: 'text/html' }), file);
  notify(app, { kind: 'success', title: { key: 'notice.saved', values: { name: file } } });
}

const page = (body: string, name: string): string =>
  `<!doctype html>
<html lang="${i18next.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width">
<title>${escaped(name)} – Limn</title>
<style>${style}</style>
</head>
<body>${body}</body>
</html>
`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
