/** A mistake of whoever started the program: told in one line without a stack, and exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
