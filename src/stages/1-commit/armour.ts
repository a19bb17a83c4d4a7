import type { ArmourKind } from '../../model/git.ts';
import { err, ok, type Result } from '../../model/result.ts';

const SSH_BEGIN = '-----BEGIN SSH SIGNATURE-----\n';
const SSH_END = '\n-----END SSH SIGNATURE-----';
const MOST_CHARACTERS = 64 << 10;
/** DER of the arc 1.3.6.1.4.1.57264, under which Fulcio writes what it vouches for. */
const SIGSTORE_ARC = Buffer.from([0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xbf, 0x30]);

/** Told by the first line, as Git does (`gpg-interface.c`). */
export function armourKind(armour: string): ArmourKind {
  const first = armour.slice(0, 64).split('\n', 1)[0];
  if (first === '-----BEGIN SSH SIGNATURE-----') return 'ssh';
  if (first === '-----BEGIN PGP SIGNATURE-----' || first === '-----BEGIN PGP MESSAGE-----') return 'openpgp';
  if (first === '-----BEGIN SIGNED MESSAGE-----') return 'cms';
  return 'unrecognised';
}

/**
 * The bytes of an SSH signature's armour. Stricter than OpenSSH: one block, nothing after it, canonical base64;
 * what another reader might pass over must not be there.
 */
export function readSshArmour(armour: string): Result<Uint8Array, string> {
  if (armour.length > MOST_CHARACTERS) return err('the signature is too long');
  if (!armour.startsWith(SSH_BEGIN)) return err('the armour does not begin as it must');
  const end = armour.indexOf(SSH_END);
  if (end === -1) return err('the armour does not end');
  const rest = armour.slice(end + SSH_END.length);
  if (rest !== '' && rest !== '\n') return err('something follows the armour');
  const text = armour.slice(SSH_BEGIN.length, end).replaceAll('\n', '');
  const bytes = Buffer.from(text, 'base64');
  if (text === '' || bytes.toString('base64') !== text) return err('the armour is no canonical base64');
  return ok(bytes);
}

/** Does a CMS signature carry a Sigstore certificate? Only tells kinds apart; proves nothing. */
export function looksLikeSigstore(armour: string): boolean {
  if (armour.length > MOST_CHARACTERS * 4) return false;
  const lines = armour.split('\n').filter((line) => !line.startsWith('-----'));
  return Buffer.from(lines.join(''), 'base64').includes(SIGSTORE_ARC);
}
