/** Reads a query string (`application/x-www-form-urlencoded`) parameter by parameter. */
import { AgentError } from '../errors.ts';
import type { Query } from '../routes/exchange.ts';

const MAX_QUERY_CHARACTERS = 8192;
const NO_PARAMETERS: Query = { get: () => undefined };

/**
 * Nothing is wrong with a parameter that nobody asks for: duplicates and broken escapes are thrown by
 * `get`, for the parameter it asks.
 * @throws AgentError when the query is longer than any parameters of ours could make it
 */
export function parseQuery(text: string): Query {
  if (text === '') return NO_PARAMETERS;
  if (text.length > MAX_QUERY_CHARACTERS) {
    throw new AgentError('invalid_parameter', `The query is longer than ${MAX_QUERY_CHARACTERS} characters.`);
  }
  const rawValues = new Map<string, string[]>();
  for (const field of text.split('&')) {
    if (field === '') continue;
    const equals = field.indexOf('=');
    const rawName = equals === -1 ? field : field.slice(0, equals);
    const name = decode(rawName) ?? rawName;
    const rawValue = equals === -1 ? '' : field.slice(equals + 1);
    const values = rawValues.get(name);
    if (values === undefined) rawValues.set(name, [rawValue]);
    else values.push(rawValue);
  }

  return {
    get(name) {
      const [rawValue, ...others] = rawValues.get(name) ?? [];
      if (rawValue === undefined) return undefined;
      if (others.length > 0) {
        throw new AgentError('duplicate_parameter', `The parameter ${name} is given more than once.`, {
          parameter: name,
        });
      }
      const value = decode(rawValue);
      if (value === undefined) {
        throw new AgentError(
          'invalid_parameter',
          `The parameter ${name} is not percent-encoded UTF-8, but "${rawValue.slice(0, 100)}".`,
          { parameter: name },
        );
      }
      return value;
    },
  };
}

/** `undefined` when the escapes are not UTF-8. */
function decode(text: string): string | undefined {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
