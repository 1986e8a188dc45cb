/** Keys and issuers of service-account tokens, across the programs that sign and check them (facts 1.7, 3.2). */
import { type ActualSetting, settingOf } from "../../../inventory/actual.ts";
import type { Running } from "../../../trust/connections/servers.ts";
import { tokenKeysOf } from "../../../trust/token-keys.ts";
import type { Fault, Rule } from "../../rule.ts";
import { change, fileBeside, restartOf, settingText, shellWord, startPlace, toldWhole } from "../../told.ts";

const SOURCE = "kubernetes pkg/serviceaccount/jwt.go; pkg/controlplane/apiserver/options/options.go";

const shownAs = (one: ActualSetting) => ({ field: one.name, value: settingText(one) });

/** Public halves of what a program signs with, in whichever form it stands. */
export const signingKeysAt = (setting: ActualSetting | undefined): readonly Uint8Array[] =>
  (setting?.file?.contents ?? []).flatMap((one) =>
    one.kind === "private-key" && one.key !== undefined ? [one.key.publicKey] : [],
  );

/** What an API server believes tokens by; undefined when a file of it was not read, or it is told elsewhere. */
function believed({ component: { settings } }: Running): readonly Uint8Array[] | undefined {
  const named = settings.filter(({ name, value }) => name === "service-account-key-file" && value !== "");
  if (named.length === 0 || named.some(({ file }) => file === undefined)) return undefined;
  return named.flatMap(({ file }) => tokenKeysOf(file?.contents ?? []));
}

const holds = (keys: readonly Uint8Array[], key: Uint8Array): boolean =>
  keys.some((one) => Buffer.compare(one, key) === 0);

const issuerOf = ({ component }: Running): ActualSetting | undefined => settingOf(component, "service-account-issuer");

export const serviceAccountRules = {
  "token-key-not-believed": {
    title: "The API server does not believe the tokens that it signs",
    severity: "error",
    group: "settings",
    source: SOURCE,
    why: "The public half of --service-account-signing-key-file is in no --service-account-key-file: every token that pods get is refused.",
    shows: ["invalid bearer token, go-jose/go-jose: error in cryptographic primitive"],
    mend: "Add the signing key's public half as one more --service-account-key-file on every API server.",
    breaks: ["identity"],
    breaksAs: "server",
    *check(scene): Generator<Fault> {
      for (const running of toldWhole(scene, "kube-apiserver")) {
        const signing = settingOf(running.component, "service-account-signing-key-file");
        const [key] = signingKeysAt(signing);
        const keys = believed(running);
        if (signing === undefined || key === undefined || keys === undefined || holds(keys, key)) continue;
        const check = settingOf(running.component, "service-account-key-file");
        yield {
          place: check?.place ?? signing.place,
          also: [check?.file?.place, signing.file?.place].filter((one) => one !== undefined),
          message: `kube-apiserver on ${running.host.name} signs with ${signing.value} and checks with ${check?.value ?? "nothing"}, which is another key`,
          shown: shownAs(check ?? signing),
          remedy: checkingRemedy(running, signing, key),
        };
      }
    },
  },
  "controller-tokens-not-believed": {
    title: "An API server does not believe the controller-manager's tokens",
    severity: "error",
    group: "settings",
    source: SOURCE,
    why: "Tokens of legacy Secrets are signed by the controller-manager: an API server without the public half refuses them.",
    shows: ["invalid bearer token, go-jose/go-jose: error in cryptographic primitive"],
    mend: "Copy the service-account pair of one control plane to all, or add the other public key as one more --service-account-key-file.",
    under: ["token-key-not-believed"],
    *check(scene): Generator<Fault> {
      const servers = toldWhole(scene, "kube-apiserver");
      for (const controller of toldWhole(scene, "kube-controller-manager")) {
        const signing = settingOf(controller.component, "service-account-private-key-file");
        const [key] = signingKeysAt(signing);
        if (signing === undefined || key === undefined) continue;
        // Its own API server: across hosts it is the hosts that differ.
        const server = servers.find(({ host }) => host === controller.host);
        const keys = server === undefined ? undefined : believed(server);
        if (server === undefined || keys === undefined || holds(keys, key)) continue;
        const check = settingOf(server.component, "service-account-key-file");
        yield {
          place: signing.place,
          also: [check?.place, check?.file?.place, signing.file?.place].filter((one) => one !== undefined),
          message: `kube-controller-manager on ${controller.host.name} signs tokens with ${signing.value}, which kube-apiserver on ${server.host.name} does not check with`,
          shown: shownAs(signing),
          remedy: controllerRemedy(controller, server),
        };
      }
    },
  },
  "token-keys-differ": {
    title: "API servers do not believe each other's tokens",
    severity: "error",
    group: "settings",
    source: SOURCE,
    why: "A pod's token is good at the API server that issued it and refused at another: behind a load balancer every second request fails.",
    shows: ["invalid bearer token, go-jose/go-jose: error in cryptographic primitive"],
    mend: "Give every API server the same signing key, and the public half of each key that is in use.",
    breaks: ["identity"],
    breaksAs: "server",
    under: ["token-key-not-believed"],
    *check(scene): Generator<Fault> {
      const servers = toldWhole(scene, "kube-apiserver").flatMap((running) => {
        const signing = settingOf(running.component, "service-account-signing-key-file");
        const [key] = signingKeysAt(signing);
        const keys = believed(running);
        return signing?.file === undefined || key === undefined || keys === undefined
          ? []
          : [{ running, signing, key, keys }];
      });
      const refusing = servers.map((one) => ({
        ...one,
        by: servers.filter(({ keys }) => keys.length > 0 && !holds(keys, one.key)),
      }));
      // Who is refused by most is the one that differs; of two alike, the second.
      const [worst] = [...refusing].reverse().sort((a, b) => b.by.length - a.by.length);
      if (worst === undefined || worst.by.length === 0 || worst.by.every(({ running }) => running === worst.running))
        return;
      const others = servers.filter(({ running }) => running !== worst.running);
      yield {
        place: worst.signing.file?.place ?? worst.signing.place,
        also: others.flatMap(({ signing: { file } }) => file?.place ?? []),
        message: `kube-apiserver on ${worst.running.host.name} signs tokens with ${worst.signing.value}, whose key kube-apiserver on ${worst.by.map(({ running }) => running.host.name).join(", ")} does not check with`,
        shown: shownAs(worst.signing),
        remedy: {
          sentence: `Put the ${worst.signing.value} of the others on ${worst.running.host.name}, with its public half.`,
          restart: restartOf(worst.running),
        },
      };
    },
  },
  "token-issuers-differ": {
    title: "API servers issue tokens under different names",
    severity: "error",
    group: "settings",
    source: SOURCE,
    why: "A token that one API server issued is refused by the other, unless that names the first issuer too.",
    shows: ["Unauthorized"],
    mend: "Give every API server the same first --service-account-issuer; keep the old one as a second while tokens are out.",
    breaks: ["identity"],
    breaksAs: "server",
    *check(scene): Generator<Fault> {
      const servers = toldWhole(scene, "kube-apiserver");
      for (const { value, outsiders, all } of minorities(servers)) {
        for (const running of outsiders) {
          const own = issuerOf(running);
          if (own === undefined) continue;
          const accepts = running.component.settings.some(
            (one) => one.name === "service-account-issuer" && one.value === value,
          );
          const known = all.every(({ component }) =>
            component.settings.some((one) => one.name === "service-account-issuer" && one.value === own.value),
          );
          if (accepts && known) continue;
          yield {
            place: own.place,
            also: all.filter((one) => one !== running).flatMap((one) => issuerOf(one)?.place ?? []),
            message: `kube-apiserver on ${running.host.name} issues as ${own.value}, the others as ${value}`,
            shown: shownAs(own),
            remedy: {
              sentence: `Set --service-account-issuer to ${value}.`,
              ...change(running, "service-account-issuer", value),
            },
          };
        }
      }
    },
  },
  "token-keys-unset": {
    title: "The API server has no key to check tokens with",
    severity: "error",
    group: "settings",
    source: `CIS Kubernetes Benchmark 1.12, 1.2.22; ${SOURCE}`,
    why: "Without --service-account-signing-key-file and --service-account-issuer it does not start.",
    shows: ["service-account-signing-key-file and service-account-issuer are required flags"],
    mend: "Set --service-account-signing-key-file, --service-account-key-file and --service-account-issuer.",
    breaks: ["identity"],
    breaksAs: "server",
    *check(scene): Generator<Fault> {
      for (const running of toldWhole(scene, "kube-apiserver")) {
        const { component, host } = running;
        const wanted = ["service-account-signing-key-file", "service-account-issuer"];
        if (settingOf(component, "service-account-signing-endpoint") !== undefined) continue;
        for (const name of wanted.filter((one) => settingOf(component, one) === undefined)) {
          const key = name.endsWith("file") ? fileBeside(host, "key/sa") : undefined;
          yield {
            place: startPlace(running, name),
            message: `kube-apiserver on ${host.name}: no --${name}`,
            remedy: {
              sentence: `Set --${name}.`,
              ...(key === undefined ? { restart: restartOf(running) } : change(running, name, key)),
            },
          };
        }
      }
    },
  },
  "root-authority-unset": {
    title: "Pods get no authority to verify the API server with",
    severity: "warning",
    group: "settings",
    source: "CIS Kubernetes Benchmark 1.12, 1.3.5; kubernetes pkg/controller/certificates/rootcacertpublisher",
    why: "Without --root-ca-file nobody publishes kube-root-ca.crt: pods that mount it wait, and programs in them cannot verify the API server.",
    shows: ['MountVolume.SetUp failed for volume "kube-api-access-...": configmap "kube-root-ca.crt" not found'],
    mend: "Set --root-ca-file of the controller-manager to the API server's authority.",
    *check(scene): Generator<Fault> {
      for (const running of toldWhole(scene, "kube-controller-manager")) {
        const { component, host } = running;
        if ((settingOf(component, "root-ca-file")?.value ?? "") !== "") continue;
        const path = fileBeside(host, "trust/cluster-root-ca");
        yield {
          place: startPlace(running, "root-ca-file"),
          message: `kube-controller-manager on ${host.name}: no --root-ca-file`,
          remedy: {
            sentence: "Set --root-ca-file to the API server's authority.",
            ...(path === undefined ? { restart: restartOf(running) } : change(running, "root-ca-file", path)),
          },
        };
      }
    },
  },
  "token-signing-unset": {
    title: "The controller-manager has no key to sign tokens with",
    severity: "warning",
    group: "settings",
    source: "CIS Kubernetes Benchmark 1.12, 1.3.4; kubernetes cmd/kube-controller-manager/app/controllermanager.go",
    why: "Without --service-account-private-key-file token Secrets stay empty.",
    shows: [],
    mend: "Set --service-account-private-key-file to the service-account key.",
    *check(scene): Generator<Fault> {
      for (const running of toldWhole(scene, "kube-controller-manager")) {
        const { component, host } = running;
        if ((settingOf(component, "service-account-private-key-file")?.value ?? "") !== "") continue;
        const path = fileBeside(host, "key/sa");
        yield {
          place: startPlace(running, "service-account-private-key-file"),
          message: `kube-controller-manager on ${host.name}: no --service-account-private-key-file`,
          remedy: {
            sentence: "Set --service-account-private-key-file.",
            ...(path === undefined
              ? { restart: restartOf(running) }
              : change(running, "service-account-private-key-file", path)),
          },
        };
      }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;

/**
 * A file of the host that the API server takes the key from. A private EC key of PKCS#8 is none: its public half is
 * written beside it first.
 */
function checkingRemedy(running: Running, { value }: ActualSetting, key: Uint8Array): Fault["remedy"] {
  const taking = running.host.files.filter((file) => holds(tokenKeysOf(file.contents), key));
  const file = taking.find(({ contents }) => contents[0]?.kind === "public-key") ?? taking[0];
  const path = file?.path ?? `${value}.pub`;
  const { commands, restart } = change(running, "service-account-key-file", path);
  const made = file === undefined ? [`openssl pkey -in ${shellWord(value)} -pubout -out ${shellWord(path)}`] : [];
  return {
    sentence: `Check with the public half of ${value}, which is in ${path}.`,
    ...(commands === undefined ? {} : { commands: [...made, ...commands] }),
    ...(restart === undefined ? {} : { restart }),
  };
}

function controllerRemedy(controller: Running, server: Running): Fault["remedy"] {
  const own = settingOf(server.component, "service-account-signing-key-file");
  const keys = believed(server) ?? [];
  const [key] = signingKeysAt(own);
  if (own !== undefined && key !== undefined && holds(keys, key))
    return {
      sentence: `Sign with the key that the API server signs with: ${own.value}.`,
      ...change(controller, "service-account-private-key-file", own.value),
    };
  return { sentence: "Add the public half as one more --service-account-key-file of every API server." };
}

/** Those whose first issuer is not the one that most have; the first of them where none has most. */
function minorities(servers: readonly Running[]) {
  const byValue = new Map<string, Running[]>();
  for (const running of servers) {
    const value = issuerOf(running)?.value;
    if (value !== undefined) byValue.set(value, [...(byValue.get(value) ?? []), running]);
  }
  if (byValue.size < 2) return [];
  const [[value] = [""]] = [...byValue].sort(([, a], [, b]) => b.length - a.length);
  return [{ value, all: servers, outsiders: servers.filter((one) => issuerOf(one)?.value !== value) }];
}
