import { constants, createDecipheriv, privateDecrypt } from 'node:crypto';
import { decryptionFailed, type ContentCipher, type Encrypted, type KeyTransport } from './encrypted-assertion.ts';

const GCM_IV = 12;
const GCM_TAG = 16;
const CBC_BLOCK = 16;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The XML inside an EncryptedAssertion, with the first key that opens it. Ours and not the library's, because the clear
 * text must pass the gate before a lenient parser sees it. Whatever goes wrong, the refusal is the same: an answer that
 * tells a wrong padding from a wrong key decrypts messages for whoever asks often enough.
 */
export function decryptAssertion(encrypted: Encrypted, privateKeys: readonly string[]): string {
  for (const key of privateKeys) {
    const clear = attempt(() => open(encrypted, key));
    if (clear !== undefined) return clear;
  }
  throw decryptionFailed();
}

function open({ content, transport, wrappedKey, cipherText }: Encrypted, privateKey: string): string {
  const contentKey = unwrap(wrappedKey, transport, privateKey);
  if (contentKey.length !== content.keyBytes) throw decryptionFailed();
  const clear =
    content.mode === 'gcm' ? openGcm(cipherText, content, contentKey) : openCbc(cipherText, content, contentKey);
  return utf8.decode(clear);
}

function attempt(act: () => string): string | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

function unwrap(wrappedKey: Buffer, { padding, digest }: KeyTransport, key: string): Buffer {
  return padding === 'oaep'
    ? privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: digest }, wrappedKey)
    : privateDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, wrappedKey);
}

/** xmlenc-core1 5.2.4: 96 bits of IV, the cipher text, 128 bits of tag. */
function openGcm(bytes: Buffer, { cipher }: ContentCipher, key: Buffer): Buffer {
  if (bytes.length < GCM_IV + GCM_TAG) throw decryptionFailed();
  // The modes are told apart by type in node:crypto; the table holds AES-GCM names only under `gcm`.
  const decipher = createDecipheriv(cipher as 'aes-256-gcm', key, bytes.subarray(0, GCM_IV), {
    authTagLength: GCM_TAG,
  });
  decipher.setAuthTag(bytes.subarray(-GCM_TAG));
  return Buffer.concat([decipher.update(bytes.subarray(GCM_IV, -GCM_TAG)), decipher.final()]);
}

/** xmlenc-core1 5.2.3: only the last byte of the padding counts, so Node's own unpadding is off. */
function openCbc(bytes: Buffer, { cipher }: ContentCipher, key: Buffer): Buffer {
  const decipher = createDecipheriv(cipher, key, bytes.subarray(0, CBC_BLOCK)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes.subarray(CBC_BLOCK)), decipher.final()]);
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > CBC_BLOCK) throw decryptionFailed();
  return padded.subarray(0, -padding);
}
