import type { ScalarValue } from './tree.ts';

const NULL = /^(?:null|Null|NULL|~)?$/;
const TRUE = /^(?:true|True|TRUE)$/;
const FALSE = /^(?:false|False|FALSE)$/;
const INTEGER = /^[-+]?[0-9]+$/;
const BASED = /^0(?:o[0-7]+|x[0-9a-fA-F]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const SPECIAL = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const LEGACY_TRUE = /^(?:y|Y|yes|Yes|YES|on|On|ON)$/;
const LEGACY_FALSE = /^(?:n|N|no|No|NO|off|Off|OFF)$/;

/** No number that means anything has more digits; longer ones stay approximate. */
const EXACT_DIGITS = 64;

/** The value of a plain scalar by the core schema of YAML 1.2 (section 10.3.2). */
export function resolvePlain(source: string): ScalarValue {
  if (NULL.test(source)) return null;
  const first = source.charCodeAt(0);
  // Letters other than t, T, f, F cannot begin anything but a string: the common case.
  if (first > 57 && first !== 84 && first !== 116 && first !== 70 && first !== 102) return source;
  if (TRUE.test(source)) return true;
  if (FALSE.test(source)) return false;
  if (INTEGER.test(source) || BASED.test(source)) return integer(source);
  if (FLOAT.test(source)) return Number(source);
  if (SPECIAL.test(source)) return special(source);
  return source;
}

function integer(source: string): number | bigint {
  const value = Number(source);
  if (Number.isSafeInteger(value) || source.length > EXACT_DIGITS) return value;
  return source.startsWith('-') ? -BigInt(source.slice(1)) : BigInt(source.replace(/^\+/, ''));
}

function special(source: string): number {
  if (source.endsWith('n') || source.endsWith('N')) return Number.NaN;
  return source.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** What a parser that types its keys makes of a plain key: `yes`, `on` and `true` are one key to YAML 1.1. */
export function legacyKey(source: string, value: ScalarValue): string {
  if (value === true || LEGACY_TRUE.test(source)) return 'true';
  if (value === false || LEGACY_FALSE.test(source)) return 'false';
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : source;
}
