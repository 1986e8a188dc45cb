// Whatever bytes come: an answer, never a crash.
import fc from "fast-check";
import { expect, test } from "vitest";
import { inspectedText } from "../../../src/cli/inspect-text.ts";
import { readContents } from "../../../src/inventory/contents/read-contents.ts";
import { inspect } from "../../../src/render/inspect/inspected.ts";
import { encodePem } from "../../../src/x509/pem.ts";

const AT = new Date("2026-11-25T00:00:00Z");

/** A certificate with every extension that is written in words; made by OpenSSL, its key thrown away. */
const RICH = Buffer.from(
  "MIIFNTCCBNygAwIBAgILAI///////////wEwCgYIKoZIzj0EAwIwgYgxCzAJBgNVBAYTAkRFMRcwFQYDVQQKDA5HcsODwrxuIHgsIHkrejEKMAgGA1UECwwBYTEKMAgGA1UECwwBYjEMMAoGA1UEAwwDYXBpMRQwEgYJKoZIhvcNAQkBFgVhQGIuYzELMAkGA1UEBRMCNzcxFzAVBgoJkiaJk/IsZAEZFgdleGFtcGxlMCAXDTI2MTEyNTA5NDkzMFoYDzIwODEwODI4MDk0OTMwWjCBiDELMAkGA1UEBhMCREUxFzAVBgNVBAoMDkdyw4PCvG4geCwgeSt6MQowCAYDVQQLDAFhMQowCAYDVQQLDAFiMQwwCgYDVQQDDANhcGkxFDASBgkqhkiG9w0BCQEWBWFAYi5jMQswCQYDVQQFEwI3NzEXMBUGCgmSJomT8ixkARkWB2V4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQMXKLUtIA9Q2WL7LMPB0Dq313DvHNoezl6NFpLR9mMJtsFcXiRXrtv2Qteaav8JU1BafYeqrOvbUCPzu5RS9eDo4IDJzCCAyMwHQYDVR0OBBYEFH3OM5rHZAjSwLNyGxbyavBqBvPrMIGpBgNVHSMEgaEwgZ6hgY6kgYswgYgxCzAJBgNVBAYTAkRFMRcwFQYDVQQKDA5HcsODwrxuIHgsIHkrejEKMAgGA1UECwwBYTEKMAgGA1UECwwBYjEMMAoGA1UEAwwDYXBpMRQwEgYJKoZIhvcNAQkBFgVhQGIuYzELMAkGA1UEBRMCNzcxFzAVBgoJkiaJk/IsZAEZFgdleGFtcGxlggsAj///////////ATASBgNVHRMBAf8ECDAGAQH/AgEDMA4GA1UdDwEB/wQEAwIAzTBcBgNVHSUEVTBTBggrBgEFBQcDAQYIKwYBBQUHAwIGCCsGAQUFBwMDBggrBgEFBQcDBAYIKwYBBQUHAwgGCCsGAQUFBwMJBgRVHSUABgMqAwQGCisGAQQBgjcUAgIweAYDVR0RBHEwb4IDYS5ihwQKAAABhxAgAQ24AAAAAAAAAAAAAAABgQV4QHkueoYLaHR0cHM6Ly94L3mIAyoDBKQhMB8xCzAJBgNVBAYTAlVLMRAwDgYDVQQDDAdNeSBOYW1loBQGCisGAQQBgjcUAgOgBgwEbWVAeDAOBgNVHRIEBzAFggNpc3MwTwYDVR0eAQH/BEUwQ6AUMAaCBC54LnkwCocICgAAAP8AAAChKzAFgQNhLmIwIocgIAENuAAAAAAAAAAAAAAAAP////8AAAAAAAAAAAAAAAAwNQYDVR0fBC4wLDAUoBKgEIYOaHR0cDovL2MvMS5jcmwwFKASoBCGDmh0dHA6Ly9jLzIuY3JsMDoGCCsGAQUFBwEBBC4wLDAUBggrBgEFBQcwAYYIaHR0cDovL28wFAYIKwYBBQUHMAKGCGh0dHA6Ly9pMDEGA1UdIAQqMCgwBQYDKgMEMB8GAysFCDAYMBYGCCsGAQUFBwIBFgpodHRwOi8vY3BzMBEGCCsGAQUFBwEYBAUwAwIBBTAUBglghkgBhvhCAQ0EBxYFaGVsbG8wCgYDVR02BAMCAQIwDAYDVR0kBAUwA4ABAzAQBgQqAwQFAQH/BAUEAwECAzAKBggqhkjOPQQDAgNHADBEAiA39rpKwwUdOk6aRvPtEbNfqouYeoDDFo27A4Hh8sN7IAIgIPo1h67T3ouM4KQO+jfHwJn+GUmWC1td9gEeShEsD90=",
  "base64",
);

const inspected = (bytes: Uint8Array) => inspect(readContents(bytes).contents, AT);

test("a certificate with any bytes changed or cut off is described, or said to be damaged", () => {
  expect(inspected(RICH)[0]?.kind).toBe("certificate");
  const change = fc.record({ at: fc.nat(RICH.length - 1), byte: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.option(fc.nat(RICH.length)), (changes, end) => {
      const bytes = Buffer.from(RICH);
      for (const { at, byte } of changes) bytes[at] = byte;
      const cut = bytes.subarray(0, end ?? bytes.length);
      inspected(cut);
      const [one] = inspected(Buffer.from(encodePem("CERTIFICATE", cut)));
      expect(["certificate", "damaged", undefined]).toContain(one?.kind);
      // Nothing in it moves a terminal's cursor.
      const contents = one === undefined ? [] : [one];
      const text = inspectedText([{ target: "x", contents, notes: [] }], { at: AT, bold: (same) => same });
      expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Bidi_C}]/u);
    }),
    { numRuns: 3000 },
  );
});

test("a token of any text is read, or not", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (header, claims) => {
      const part = (text: string): string => Buffer.from(text).toString("base64url");
      inspected(Buffer.from(`eyJ${part(header)}.${part(claims)}.${part("x")}`));
    }),
  );
});
