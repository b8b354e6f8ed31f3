import { createRoot } from 'react-dom/client';
import { refreshCases, startAutosave } from './state/autosave.ts';
import { startFusion } from './state/fusion.ts';
import { startPetct } from './state/petct.ts';
import { startBackend } from './state/backend.ts';
import { createApp } from './state/createApp.ts';
import { loadModels } from './state/models.ts';
import { startPreparing } from './state/prepareModel.ts';
import { rememberCurrent } from './state/resume.ts';
import { loadSettings } from './state/settings.ts';
import { App as Workbench } from './ui/App.tsx';
import { startWorkers } from './workers/client.ts';

const app = createApp(startWorkers());
app.store.setState({ settings: loadSettings() });
startAutosave(app);
startPetct(app);
startFusion(app);
startPreparing(app);
const resume = rememberCurrent(app);

createRoot(document.getElementById('root')!).render(<Workbench app={app} />);

void startBackend(app, app.store.getState().backend.choice);
void loadModels(app);
void refreshCases(app).then(resume);
