/** What a certificate says beside its subject and its time, as sections of an OpenSSL configuration file. */
import type { DesiredAuthority, DesiredCredential } from "../../spec/desired.ts";
import type { AlternativeNames, NameConstraints } from "../../x509/extensions.ts";
import { networkMask } from "../../x509/extensions.ts";
import { formatAddress } from "../../x509/ip-address.ts";
import { keyUsagesFor } from "../../x509/issue.ts";

/** Of a server or a client. */
export function credentialExtensions({ algorithm, extendedKeyUsage, names }: DesiredCredential): string {
  const usages = keyUsagesFor(algorithm, extendedKeyUsage, false);
  const named = names.dns.length + names.addresses.length > 0;
  return lines(
    `keyUsage = critical,${usages.join(",")}`,
    extendedKeyUsage.length > 0 && `extendedKeyUsage = ${extendedKeyUsage.join(",")}`,
    "basicConstraints = critical,CA:FALSE",
    "subjectKeyIdentifier = hash",
    "authorityKeyIdentifier = keyid:always",
    named && `subjectAltName = @names\n\n[names]\n${alternativeNames(names)}`,
  );
}

/** Of an authority. One that signs itself names no other key. */
export function authorityExtensions({ parent, pathLength, nameConstraints }: DesiredAuthority): string {
  return lines(
    `keyUsage = critical,${keyUsagesFor(undefined, [], true).join(",")}`,
    `basicConstraints = critical,CA:TRUE,pathlen:${pathLength}`,
    "subjectKeyIdentifier = hash",
    parent !== undefined && "authorityKeyIdentifier = keyid:always",
    nameConstraints && `nameConstraints = critical,@limits\n\n[limits]\n${permitted(nameConstraints)}`,
  );
}

const lines = (...parts: readonly (string | false | undefined)[]): string =>
  parts.flatMap((part) => (part ? [`${part}\n`] : [])).join("");

const alternativeNames = ({ dns, addresses }: AlternativeNames): string =>
  [
    ...dns.map((name, i) => `DNS.${i + 1} = ${name}`),
    ...addresses.map((address, i) => `IP.${i + 1} = ${address}`),
  ].join("\n");

const permitted = ({ dns, networks }: NameConstraints): string =>
  [
    ...dns.map((name, i) => `permitted;DNS.${i + 1} = ${name}`),
    ...networks.map(
      ({ base, prefixLength }, i) =>
        `permitted;IP.${i + 1} = ${formatAddress(base)}/${formatAddress(networkMask(base.length, prefixLength))}`,
    ),
  ].join("\n");
