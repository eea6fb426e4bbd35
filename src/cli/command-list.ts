import type { Command } from './command.ts';
import { doctor } from './commands/doctor.ts';
import { list } from './commands/list.ts';
import { match } from './commands/match.ts';
import { nginxDisable } from './commands/nginx-disable.ts';
import { nginxEnable } from './commands/nginx-enable.ts';
import { realTime } from './commands/real-time.ts';
import { record } from './commands/record.ts';
import { start } from './commands/start.ts';
import { stop } from './commands/stop.ts';

/** Every command beside `serve`, in the order of the help. */
export const commandList: readonly Command[] = [
  realTime,
  record,
  start,
  stop,
  list,
  match,
  doctor,
  nginxEnable,
  nginxDisable,
];
