/** DNS names as Kubernetes takes them (k8s.io/apimachinery pkg/util/validation). */

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** RFC 1123 label: lower-case letters, digits and hyphens, at most 63. */
export const isDnsLabel = (text: string): boolean => LABEL.test(text);

/** RFC 1123 subdomain: labels joined by dots, at most 253 characters. */
export const isDnsName = (text: string): boolean => text.length <= 253 && text.split(".").every(isDnsLabel);

/** `*.` before a subdomain. */
export const isWildcardName = (text: string): boolean => text.startsWith("*.") && isDnsName(text.slice(2));

/**
 * Whether a text is an attempt at an address and not at a name: nothing but digits after its last dot, or colons.
 * `300.1.1.1` and `010.0.0.1` pass for RFC 1123 names, but no client would ever look such a name up.
 */
export const looksLikeAddress = (text: string): boolean => text.includes(":") || /(?:^|\.)\d+$/.test(text);

export const DNS_RULE =
  "lower-case letters, digits, - and ., each part beginning and ending with a letter or digit (RFC 1123)";
