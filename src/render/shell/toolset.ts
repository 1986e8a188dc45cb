/** What a script needs of the tool that it makes certificates with. */
import type { DesiredAuthority, DesiredCredential } from "../../spec/desired.ts";
import type { ShellPlan } from "./authority-files.ts";

/** Where a pair is made: in its place, or in the work folder when a kubeconfig will hold it. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

export interface Toolset {
  readonly name: "openssl" | "cfssl";
  /** Who runs the script has to have it. */
  readonly needs: string;
  /** Functions and files that its commands use, after the shell's own. */
  head(plan: ShellPlan): string;
  /** Key and certificate of an authority that is made here. */
  authority(plan: ShellPlan, authority: DesiredAuthority): string;
  /** Key and certificate; whoever signs has its key here. */
  credential(plan: ShellPlan, credential: DesiredCredential, pair: Pair): string;
}
