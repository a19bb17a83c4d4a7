import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { BitString, Integer, OctetString, Utf8String } from 'asn1js';
import {
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  CryptoEngine,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralNames,
} from 'pkijs';
import type { CertificateMaker, KeyPair, Span } from '../../ports/certificates.ts';
import { addressBytes } from './address.ts';

const ENGINE = new CryptoEngine({ name: 'node', crypto: webcrypto });
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;

const OID = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;
/** First bits of `KeyUsage` (RFC 5280, 4.2.1.3). */
const DIGITAL_SIGNATURE = 0x80;
const CERTIFICATE_SIGN = 0x04;

/** X.509 (RFC 5280) by pkijs and Node's own cryptography. */
export class PkijsCertificates implements CertificateMaker {
  async authority(name: string, span: Span): Promise<KeyPair> {
    const keys = await newKeys();
    const certificate = await blank(name, name, span, keys);
    certificate.extensions = [
      extension(
        OID.basicConstraints,
        true,
        new BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema().toBER(),
      ),
      extension(OID.keyUsage, true, usage(CERTIFICATE_SIGN, 2)),
      await subjectKeyIdentifier(certificate),
    ];
    await certificate.sign(keys.privateKey, 'SHA-256', ENGINE);
    return {
      certificate: pem('CERTIFICATE', certificate.toSchema(true).toBER()),
      key: await privateKeyOf(keys),
    };
  }

  async server(hosts: readonly string[], span: Span, by: KeyPair): Promise<KeyPair> {
    const issuer = Certificate.fromBER(der(by.certificate));
    const signing = await ENGINE.importKey('pkcs8', der(by.key), ALGORITHM, false, ['sign']);
    const keys = await newKeys();
    const certificate = await blank(hosts[0] ?? '', '', span, keys);
    certificate.issuer = issuer.subject;
    const names = new GeneralNames({ names: hosts.map(nameOf) });
    certificate.extensions = [
      extension(OID.basicConstraints, true, new BasicConstraints({ cA: false }).toSchema().toBER()),
      extension(OID.keyUsage, true, usage(DIGITAL_SIGNATURE, 7)),
      extension(
        OID.extendedKeyUsage,
        false,
        new ExtKeyUsage({ keyPurposes: [OID.serverAuth] }).toSchema().toBER(),
      ),
      extension(OID.alternativeName, false, names.toSchema().toBER()),
      await authorityKeyIdentifier(issuer),
      await subjectKeyIdentifier(certificate),
    ];
    await certificate.sign(signing, 'SHA-256', ENGINE);
    return {
      certificate: pem('CERTIFICATE', certificate.toSchema(true).toBER()),
      key: await privateKeyOf(keys),
    };
  }
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await ENGINE.generateKey(ALGORITHM, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
}

async function blank(
  subject: string,
  issuer: string,
  { from, until }: Span,
  keys: webcrypto.CryptoKeyPair,
): Promise<Certificate> {
  const certificate = new Certificate();
  certificate.version = 2;
  // Positive, and never of zero bytes.
  certificate.serialNumber = new Integer({ valueHex: Uint8Array.of(0x4d, ...randomBytes(15)).buffer });
  certificate.subject.typesAndValues.push(commonName(subject));
  certificate.issuer.typesAndValues.push(commonName(issuer));
  certificate.notBefore.value = new Date(from);
  certificate.notAfter.value = new Date(until);
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey, ENGINE);
  return certificate;
}

function commonName(text: string): AttributeTypeAndValue {
  // RFC 5280 allows 64 characters; who is meant stands in the alternative names.
  return new AttributeTypeAndValue({
    type: OID.commonName,
    value: new Utf8String({ value: text.slice(0, 64) }),
  });
}

function extension(extnID: string, critical: boolean, extnValue: ArrayBuffer): Extension {
  return new Extension({ extnID, critical, extnValue });
}

function usage(bits: number, unusedBits: number): ArrayBuffer {
  return new BitString({ valueHex: Uint8Array.of(bits).buffer, unusedBits }).toBER();
}

async function keyIdentifier({ subjectPublicKeyInfo }: Certificate): Promise<ArrayBuffer> {
  return ENGINE.digest({ name: 'SHA-1' }, subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView);
}

async function subjectKeyIdentifier(certificate: Certificate): Promise<Extension> {
  const value = new OctetString({ valueHex: await keyIdentifier(certificate) });
  return extension(OID.subjectKeyIdentifier, false, value.toBER());
}

async function authorityKeyIdentifier(issuer: Certificate): Promise<Extension> {
  const keyIdentifierOf = new OctetString({ valueHex: await keyIdentifier(issuer) });
  const value = new AuthorityKeyIdentifier({ keyIdentifier: keyIdentifierOf });
  return extension(OID.authorityKeyIdentifier, false, value.toSchema().toBER());
}

function nameOf(host: string): GeneralName {
  const bytes = isIP(host) === 0 ? undefined : addressBytes(host);
  return bytes === undefined
    ? new GeneralName({ type: 2, value: host })
    : new GeneralName({ type: 7, value: new OctetString({ valueHex: bytes.buffer }) });
}

async function privateKeyOf({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  return pem('PRIVATE KEY', await ENGINE.exportKey('pkcs8', privateKey));
}

function pem(label: string, bytes: ArrayBuffer): string {
  const lines = Buffer.from(bytes).toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

function der(text: string): ArrayBuffer {
  const base64 = text.replace(/-----[^-]+-----/g, '').replace(/\s/g, '');
  return Uint8Array.from(Buffer.from(base64, 'base64')).buffer;
}
