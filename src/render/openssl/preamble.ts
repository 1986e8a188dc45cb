/** What every text of commands begins with. */

/** Folders are for everybody to enter; everything else is closed from its first byte, and opened where it may be. */
export const BEGIN = `set -eu
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT`;

/** Seconds from a time, as certificates write it: GNU's date and busybox's, or else BSD's. */
export const STAMP = `stamp() { # SECONDS FROM NOW
  at=$((now + $1))
  date -u -d "@$at" +%Y%m%d%H%M%SZ 2>/dev/null || date -u -r "$at" +%Y%m%d%H%M%SZ
}
now=$(date +%s)`;

/** The end of a certificate, written like a stamp. */
export const endOf = (file: string): string =>
  `$(openssl x509 -in ${file} -noout -enddate -dateopt iso_8601 | tr -cd 0-9)Z`;

/** Why not the command that tutorials use. */
export const WHY_CA =
  "Certificates are signed by `openssl ca`: it can set the first second (`openssl x509 -req` can only from 3.4 on), takes a random serial number of 20 bytes, and copies nothing from the request but the subject.";

/**
 * Subjects are written as Go writes them: PrintableString where that is enough, UTF8String otherwise. The database is of no
 * use here and begins empty each time.
 */
export const CONFIGURATION = `cat >"$work/openssl.cnf" <<EOF
[req]
distinguished_name = subject
string_mask = MASK:0x2002
utf8 = yes
prompt = no

[subject]

[ca]
default_ca = issue

[issue]
database = $work/index
new_certs_dir = $work
rand_serial = yes
unique_subject = no
policy = any
default_md = default

[any]
commonName = supplied
organizationName = optional
EOF`;
