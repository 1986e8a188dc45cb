/** Every certificate of a file, those inside kubeconfigs included. */
import type { ActualFile, Content } from "../../inventory/actual.ts";
import type { Certificate } from "../../x509/certificate.ts";

const certificates = (contents: readonly Content[]): Certificate[] =>
  contents.flatMap((content): Certificate[] => {
    if (content.kind === "certificate") return [content.certificate];
    if (content.kind !== "kubeconfig") return [];
    const materials = [
      ...content.clusters.map(({ authorities }) => authorities),
      ...content.users.map(({ certificate }) => certificate),
    ];
    return materials.flatMap((one) => (one?.by === "value" ? certificates(one.contents) : []));
  });

export const certificatesIn = ({ contents }: ActualFile): Certificate[] => certificates(contents);
