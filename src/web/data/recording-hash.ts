import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * A recording's name as the contract makes it: MD5("URL_PREFIX;PID;CurrentTimestamp") in hex. It names, it
 * guards nothing, so MD5 will do.
 *
 * @param pid a browser does not know its process; any number that two pages will not share does
 * @param timeMs epoch milliseconds
 */
export function recordingHash(urlPrefix: string, pid: number, timeMs: number): string {
  return bytesToHex(md5(utf8ToBytes(`${urlPrefix};${pid};${timeMs}`)));
}
