/** What one check of `doctor` found. */
export interface Finding {
  /** Which check: a short name that stays, for machines. */
  readonly check: string;
  /** `note`: worth knowing, and as it should be. `skipped`: could not be checked. Only `problem` counts as unwell. */
  readonly status: 'ok' | 'note' | 'skipped' | 'problem';
  /** What is the case. */
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
}

export type Verdict = Omit<Finding, 'check'>;

export const ok = (message: string): Verdict => ({ status: 'ok', message });
export const note = (message: string, advice?: string): Verdict => withAdvice('note', message, advice);
export const skipped = (message: string, advice?: string): Verdict => withAdvice('skipped', message, advice);
export const problem = (message: string, advice?: string): Verdict => withAdvice('problem', message, advice);

function withAdvice(status: Finding['status'], message: string, advice: string | undefined): Verdict {
  return advice === undefined ? { status, message } : { status, message, advice };
}
