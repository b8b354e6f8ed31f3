import { findChromium, installChromium, swiftshaderDriver } from './chromium.ts';

/**
 * Unit tests that run WGSL in Node use the software Vulkan driver that comes with Chromium, unless another is named.
 * `npm test` may install Chromium (LIMN_INSTALL_CHROMIUM=1); alone, those tests skip where there is none.
 */
export function setup(): void {
  if (process.env.LIMN_INSTALL_CHROMIUM === '1' && !findChromium()) installChromium();
  const driver = swiftshaderDriver();
  if (!driver) return;
  process.env.VK_ICD_FILENAMES ??= driver;
  process.env.VK_DRIVER_FILES ??= driver;
}
