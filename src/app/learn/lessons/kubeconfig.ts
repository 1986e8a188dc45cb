import { renderKubeconfig } from "../../../render/kubeconfig.ts";
import { outcomeOf, userText } from "../handshake.ts";
import { type Lesson, observed } from "../lesson.ts";
import { asAdmin } from "./components.ts";

const SERVER = "https://127.0.0.1:4443";

export const kubeconfig: Lesson = {
  id: "kubeconfig",
  title: "kubeconfig and curl",
  about:
    "Whom do I believe, who am I, with which key, and where: curl takes the four as arguments, a kubeconfig holds them in one file. Both then do the same handshake.",
  often: "Why --cacert: a browser brings its authorities along, curl and kubectl do not bring yours.",
  inCluster:
    "admin.conf, kubelet.conf and the others are such files. Whoever has one is its user: they are as secret as a key. Certificates inside are copies; a renewed certificate beside the file changes nothing in it.",
  commands: [
    {
      line: `rm -f server.log; openssl s_server -accept 127.0.0.1:4443 -naccept 1 -www -cert server.crt -key server.key -CAfile ca.crt -Verify 1 > server.log 2>&1 &
until grep -qs ACCEPT server.log; do sleep 0.1; done
curl --silent --show-error --noproxy '*' --cacert ca.crt --cert admin.crt --key admin.key ${SERVER}/`,
      prints: "kube-admin",
    },
    {
      line: `cat > admin.conf <<EOF
apiVersion: v1
kind: Config
clusters: [{name: lesson, cluster: {server: ${SERVER}, certificate-authority-data: $(base64 -w0 < ca.crt)}}]
users:
- name: kube-admin
  user:
    client-certificate-data: $(base64 -w0 < admin.crt)
    client-key-data: $(base64 -w0 < admin.key)
contexts: [{name: lesson, context: {cluster: lesson, user: kube-admin}}]
current-context: lesson
EOF`,
    },
    {
      line: "sed -n 's/.*client-certificate-data: //p' admin.conf | base64 -d | openssl x509 -noout -subject -nameopt RFC2253",
      prints: "CN=kube-admin,O=system:masters",
    },
  ],
  async run(bench) {
    const { folder } = bench;
    const text = renderKubeconfig(
      {
        cluster: "lesson",
        user: "kube-admin",
        context: "kube-admin@lesson",
        server: SERVER,
        trust: { kind: "authorities", ids: [], above: "none" },
        reference: undefined,
      },
      {
        authorities: await folder.read("ca.crt"),
        certificate: await folder.read("admin.crt"),
        key: await folder.read("admin.key"),
      },
    );
    await folder.write("admin.conf", text, 0o600);
    const mode = await folder.modeOf("admin.conf");
    const meeting = await asAdmin(bench);
    return [
      observed("a kubeconfig is written, for its owner alone", "works", {
        off: mode === 0o600,
        said: `admin.conf: ${text.split("\n").length - 1} lines, mode ${mode.toString(8).padStart(4, "0")}`,
      }),
      observed(
        "the request that curl would make",
        "works",
        outcomeOf(meeting, `${meeting.heard} from ${userText(meeting)}`),
      ),
    ];
  },
};
