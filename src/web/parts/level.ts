import type { Value } from '../api/answer.ts';

/** The class that colours a bar by how full it is. @param share 0–100 */
export function levelClass(share: Value): string {
  if (share === null || share < 75) return 'level';
  return share < 90 ? 'level level-high' : 'level level-full';
}
