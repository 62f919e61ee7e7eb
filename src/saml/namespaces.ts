/** SAML 2.0 core 1.2, xmldsig-core 1.1, xmlenc-core 1.1. */
export const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';
export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const XENC = 'http://www.w3.org/2001/04/xmlenc#';
export const XENC11 = 'http://www.w3.org/2009/xmlenc11#';

/** A NameID that is another at each login (core 8.3.8). */
export const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
