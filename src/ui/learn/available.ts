import { commands } from '../../state/commands/index.ts';

/** Whether this build can train: without its commands nothing of Learn is shown. */
export const CAN_LEARN: boolean = commands.some((c) => (c.id as string) === 'learn-start');
