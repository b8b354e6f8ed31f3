import { lazy, Suspense } from 'react';
import { useAppState } from '../useApp.ts';

// none of them is needed for the first look
const CommandPalette = lazy(() => import('./CommandPalette.tsx'));
const ShortcutSheet = lazy(() => import('./ShortcutSheet.tsx'));
const SettingsDialog = lazy(() => import('./SettingsDialog.tsx'));
const SaveDialog = lazy(() => import('./SaveDialog.tsx'));
const CasesDialog = lazy(() => import('./CasesDialog.tsx'));
const ImportDialog = lazy(() => import('./ImportDialog.tsx'));
const ConfirmDialog = lazy(() => import('./ConfirmDialog.tsx'));

/** The dialog that the state asks for. */
export function Dialogs() {
  const dialog = useAppState((s) => s.dialog);
  if (!dialog) return null;
  return (
    <Suspense fallback={null}>
      {dialog.kind === 'palette' && <CommandPalette />}
      {dialog.kind === 'shortcuts' && <ShortcutSheet />}
      {dialog.kind === 'settings' && <SettingsDialog />}
      {dialog.kind === 'save' && <SaveDialog />}
      {dialog.kind === 'cases' && <CasesDialog />}
      {dialog.kind === 'import' && <ImportDialog dialog={dialog} />}
      {dialog.kind === 'confirm' && <ConfirmDialog dialog={dialog} />}
    </Suspense>
  );
}
