/** Bounds of what one message may make the scanner keep. Octets, unless said otherwise. */
export interface ScannerLimits {
  readonly headerOctets: number;
  /** A calendar form, decoded. */
  readonly formOctets: number;
  /** text/plain and text/html each, decoded. */
  readonly textOctets: number;
  /** Calendar forms of one message. */
  readonly forms: number;
  /** Leaf parts; the rest of the message is not looked at. */
  readonly parts: number;
  /** Multiparts inside one another; a deeper one is read as a leaf. */
  readonly depth: number;
}

export const defaultScannerLimits: ScannerLimits = {
  headerOctets: 256 * 1024,
  formOctets: 1024 * 1024,
  textOctets: 256 * 1024,
  forms: 8,
  parts: 2000,
  depth: 20,
};
