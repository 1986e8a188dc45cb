/** Handshakes between holders of the lessons' certificates. */

import type { TlsMeeting } from "../../ports.ts";
import { parseCertificate } from "../../x509/certificate.ts";
import { nameText, parseName, subjectOf } from "../../x509/name.ts";
import type { Bench } from "./lesson.ts";
import { identityOf } from "./material.ts";

/** Who serves, with whose name asked for; who is believed by whom. Names of files without their ending. */
export interface Meeting {
  readonly server: string;
  readonly name: string;
  /** Whom the client believes; nobody is checked without. */
  readonly believes?: string;
  readonly client?: string;
  /** Whom the server believes; without, it asks no client for a certificate. */
  readonly serverBelieves?: string;
  readonly says?: string;
}

export async function handshake(bench: Bench, meeting: Meeting): Promise<TlsMeeting> {
  const { folder, loopback } = bench;
  const { server, name, believes, client, serverBelieves, says = "hello" } = meeting;
  const authority = async (file: string): Promise<string> => folder.read(`${file}.crt`);
  return loopback.meet(
    {
      ...(await identityOf(bench, server)),
      ...(serverBelieves === undefined ? {} : { clientAuthorities: await authority(serverBelieves) }),
    },
    {
      name,
      says,
      ...(believes === undefined ? {} : { authorities: await authority(believes) }),
      ...(client === undefined ? {} : { identity: await identityOf(bench, client) }),
    },
  );
}

/** Whether it came off, and what was said: a refusal in the words of whoever refused, otherwise `said`. */
export function outcomeOf(
  { refusal, heard }: TlsMeeting,
  said: string,
): { readonly off: boolean; readonly said: string } {
  if (refusal !== undefined) return { off: false, said: `the ${refusal.by}: ${refusal.code}: ${refusal.message}` };
  return heard === undefined ? { off: false, said: "nothing got through" } : { off: true, said };
}

/** Who a server takes its client for, as kube-apiserver does (k8s.io/apiserver pkg/authentication/request/x509). */
export function userText({ clientCertificate }: TlsMeeting): string {
  if (clientCertificate === undefined) return "nobody";
  const attributes = parseName(parseCertificate(clientCertificate).rawSubject);
  const { commonName, organizations } = subjectOf(attributes);
  return `user ${commonName}, groups [${organizations.join(", ")}] (subject ${nameText(attributes)})`;
}
