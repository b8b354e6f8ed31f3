import { existsSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';

/** Chromium brings a Vulkan loader and a software driver along; Debian installs them here. */
const CHROMIUM = '/usr/lib/chromium';
const RTLD_NODELETE = 0x1000;

/**
 * Gives Node a `navigator.gpu` through Dawn (npm `webgpu`), on the Vulkan driver that VK_DRIVER_FILES or VK_ICD_FILENAMES
 * name, the machine's own, or else Chromium's SwiftShader. Call it before a backend starts.
 * Returns '' when an adapter answers, else the reason why none does. Asked again it gives the same: a second Dawn in one
 * process takes the first one's device down.
 */
export const installDawn = (): Promise<string> => (installed ??= install());
let installed: Promise<string> | null = null;

async function install(): Promise<string> {
  // drivers complain on stderr where the desktop names no folder
  process.env.XDG_RUNTIME_DIR ??= tmpdir();
  if (process.platform === 'linux') loadVulkan();
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    for (const chooseDriver of [() => true, chooseSoftware]) {
      if (!chooseDriver()) continue;
      const gpu = create([]);
      if (!(await gpu.requestAdapter())) continue;
      publish(gpu);
      return '';
    }
    return 'Dawn found no graphics adapter';
  } catch (e) {
    return `Dawn did not start: ${e instanceof Error ? e.message : String(e)}`;
  }
}

function loadVulkan(): void {
  const loader = `${CHROMIUM}/libvulkan.so.1`;
  if (!loads('libvulkan.so.1') && existsSync(loader)) loads(loader);
}

/** Names Chromium's driver where none is named: the machine's own may be absent, or too old for Dawn (Mesa 22.3). */
function chooseSoftware(): boolean {
  const driver = `${CHROMIUM}/vk_swiftshader_icd.json`;
  if ((process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES) !== undefined || !existsSync(driver)) return false;
  process.env.VK_DRIVER_FILES = driver;
  process.env.VK_ICD_FILENAMES = driver;
  return true;
}

/** Whether a shared library loads. It stays in memory, and answers when Dawn asks for it by its bare name. */
function loads(library: string): boolean {
  try {
    process.dlopen({ exports: {} }, library, constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL | RTLD_NODELETE);
    return true;
  } catch (e) {
    // Node loads a plain library first and complains afterwards that it is no addon
    return e instanceof Error && e.message.includes('self-register');
  }
}

function publish(gpu: GPU): void {
  // newer Nodes have a read-only `navigator` without gpu
  Object.defineProperty(globalThis, 'navigator', {
    value: { ...(globalThis as { navigator?: object }).navigator, gpu },
    configurable: true,
    writable: true,
  });
}
