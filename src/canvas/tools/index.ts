import { brush, eraser } from './brush.ts';
import { fill } from './fill.ts';
import { polygon } from './polygon.ts';
import { ruler } from './ruler.ts';
import type { Tool } from './tool.ts';
import { pan, probe, windowLevel, zoom } from './view.ts';

/** All tools by id. */
export const tools = { pan, window: windowLevel, brush, eraser, polygon, fill, ruler, probe, zoom } satisfies Record<
  string,
  Tool
>;
