/** A picture of how something grows. */
export interface Plot {
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}
