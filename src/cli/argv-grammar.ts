/**
 * How yargs reads the command line. Values stay the texts they were: turned into numbers here, a wrong one could
 * no longer be shown as it was typed. An option given twice is a list of both.
 */
export const argvGrammar = {
  'boolean-negation': true,
  'camel-case-expansion': false,
  'dot-notation': false,
  'duplicate-arguments-array': true,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
} as const;
