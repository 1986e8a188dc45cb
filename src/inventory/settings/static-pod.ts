/** Static pods: the command of the container that is a component. */
import { fieldText, type SourceDocument } from "../../source/source-document.ts";
import type { SettingsContent } from "../actual.ts";
import { type Fields, isFields, listOf, textOf } from "../contents/documents.ts";
import { componentOfImage, programOf, readFlags } from "./words.ts";

/** Undefined for a pod in which no component runs. */
export function readStaticPod(document: SourceDocument): SettingsContent | undefined {
  const { spec } = document.value as Fields;
  const containers = isFields(spec) ? listOf(spec.containers) : [];
  for (const [i, container] of containers.entries()) {
    if (!isFields(container)) continue;
    const command = listOf(container.command);
    const texts = [...command, ...listOf(container.args)].map((word) =>
      // `$$` is the kubelet's way to write a dollar (k8s.io/kubernetes third_party/forked/golang/expansion).
      String(word).replaceAll("$$", "$"),
    );
    const { component: ofImage, version } = componentOfImage(textOf(container.image) ?? "");
    const program = programOf(texts);
    const component = program?.component ?? ofImage;
    if (component === undefined) continue;
    const words = program?.rest ?? texts;
    const skipped = texts.length - words.length;
    const line = (index: number): number => {
      const at = index + skipped;
      const path = at < command.length ? ["command", at] : ["args", at - command.length];
      return document.position(["spec", "containers", i, ...path], "value").line;
    };
    return {
      kind: "settings",
      within: { field: fieldText(["spec", "containers", i]), line: document.position([], "value").line },
      form: "static-pod",
      component,
      ...(version === undefined ? {} : { version }),
      mounts: mountsOf(spec as Fields, container),
      told: readFlags(words, (field, index) => ({ field, line: line(index) })),
    };
  }
  return undefined;
}

function mountsOf(spec: Fields, container: Fields): NonNullable<SettingsContent["mounts"]> {
  const paths = new Map(
    listOf(spec.volumes).flatMap((volume) =>
      isFields(volume) && isFields(volume.hostPath)
        ? [[textOf(volume.name) ?? "", textOf(volume.hostPath.path) ?? ""] as const]
        : [],
    ),
  );
  return listOf(container.volumeMounts).flatMap((mount) => {
    if (!isFields(mount)) return [];
    const [inside, onHost] = [textOf(mount.mountPath), paths.get(textOf(mount.name) ?? "")];
    return inside === undefined || onHost === undefined || inside === onHost ? [] : [{ inside, onHost }];
  });
}
