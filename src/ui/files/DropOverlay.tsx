import { useEffect, useState } from 'react';
import { invoke } from '../invoke.ts';
import { useT } from '../i18n/useT.ts';
import { useApp } from '../useApp.ts';
import { droppedFiles } from './droppedFiles.ts';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** Files and folders may be dropped anywhere on the window; says so while they hover over it. */
export function DropOverlay() {
  const app = useApp();
  const t = useT();
  const [over, setOver] = useState(false);

  useEffect(() => {
    // dragenter and dragleave come in pairs, one for each element crossed
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth++;
      setOver(true);
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer!.dropEffect = 'copy';
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      void droppedFiles(event.dataTransfer!).then((files) => files.length && invoke(app, 'open-files', files));
    };
    addEventListener('dragenter', enter);
    addEventListener('dragleave', leave);
    addEventListener('dragover', hover);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragenter', enter);
      removeEventListener('dragleave', leave);
      removeEventListener('dragover', hover);
      removeEventListener('drop', drop);
    };
  }, [app]);

  if (!over) return null;
  return (
    <div className="drop-over">
      <strong>{t('drop.title')}</strong>
      <span className="quiet">{t('drop.formats')}</span>
    </div>
  );
}
