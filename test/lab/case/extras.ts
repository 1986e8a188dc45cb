import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { judgePath } from "../../judges/judge.ts";
import { curl } from "../components.ts";
import { type Case, expectThat } from "./case.ts";
import { byAdmin } from "./objects.ts";

interface Scrapes {
  readonly scrape_configs: readonly {
    readonly job_name: string;
    readonly tls_config: { readonly ca_file: string; readonly cert_file: string; readonly key_file: string };
    readonly static_configs: readonly { readonly targets: readonly string[] }[];
  }[];
}

/** Every target of Prometheus' configuration that is up gives its metrics to the certificate that the job names. */
export async function checkScraping(cluster: Case): Promise<void> {
  const { out, lab, desk, report } = cluster;
  const folder = join(out, "users/metrics-scraper");
  const { scrape_configs: jobs } = parse(readFileSync(join(folder, "prometheus.yaml"), "utf8")) as Scrapes;
  await report.check("the scraper is given metrics, verified both ways", async () => {
    const seen: string[] = [];
    for (const { job_name, tls_config, static_configs } of jobs) {
      const identity = {
        ca: join(folder, tls_config.ca_file),
        certificate: join(folder, tls_config.cert_file),
        key: join(folder, tls_config.key_file),
      };
      for (const target of static_configs.flatMap(({ targets }) => targets)) {
        // No kubelet runs on the control plane here.
        if (job_name === "kubelet" && target.startsWith("10.20.0.11:")) continue;
        const { status, body, error } = await curl(lab, desk, `https://${target}/metrics`, identity);
        expectThat(
          status === 200 && body.includes("# HELP"),
          `${job_name} ${target}: ${status} ${error}${body.slice(0, 200)}`,
        );
        const stranger = await curl(lab, desk, `https://${target}/metrics`, { ca: identity.ca });
        expectThat(stranger.status === 401 || stranger.status === 403, `${target} tells anybody: ${stranger.status}`);
        seen.push(`${job_name} ${target}`);
      }
    }
    return seen.join(", ");
  });
}

/** The script saves etcd, and etcdctl reads what it has saved. */
export async function checkBackup({ out, lab, report }: Case, host: string): Promise<void> {
  await report.check("backup.sh saves etcd", async () => {
    const { code, stdout, stderr } = await lab.run(host, [
      "sh",
      join(out, "users/etcd-backup/backup.sh"),
      "/run/etcd.db",
    ]);
    expectThat(code === 0, stdout + stderr);
    expectThat((statSync(lab.path(host, "/run/etcd.db")).mode & 0o077) === 0, "others may read the snapshot");
    const status = await lab.run(host, [judgePath("etcdctl"), "snapshot", "status", "/run/etcd.db"], {
      env: { ETCDCTL_API: "3" },
    });
    expectThat(status.code === 0, status.stderr);
    return status.stdout.trim();
  });
}

export interface Front {
  readonly host: string;
  /** Somebody with a certificate. */
  readonly user: string;
}

/** A real nginx on the written file: no certificate, no answer; with one, the token says who it is. */
export async function checkFront(cluster: Case, { host, user }: Front): Promise<void> {
  const { out, lab, desk, report, foreign } = cluster;
  const run = byAdmin(cluster);
  const nginx = lab.start(host, [
    judgePath("nginx"),
    ...["-c", join(out, "users/nginx/nginx.conf"), "-g", "daemon off; error_log stderr;"],
  ]);
  report.processes.push(nginx);
  const folder = join(out, "users", user);
  const identity = {
    ca: join(folder, "ca.crt"),
    certificate: join(folder, `${user}.crt`),
    key: join(folder, `${user}.key`),
  };
  const api = "https://api.lab.example.com";
  await nginx.ready(async () => {
    const { status, error } = await curl(lab, desk, `${api}/readyz`, identity);
    return status === 200 || error || String(status);
  });
  await report.check("nginx lets nobody through without a certificate of ours", async () => {
    const none = await curl(lab, desk, `${api}/readyz`, { ca: identity.ca });
    expectThat(none.status === 400 && none.body.includes("No required SSL certificate"), `${none.status} ${none.body}`);
    const other = await curl(lab, desk, `${api}/readyz`, { ca: identity.ca, ...foreign });
    expectThat(other.status === 400 && other.body.includes("SSL certificate error"), `${other.status} ${other.body}`);
    return "status 400";
  });
  await report.check("behind nginx the token says who it is, and headers do not", async () => {
    const token = (await run(["create", "token", "default"])).trim();
    const review = '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}';
    const who = async (...headers: string[]) => {
      const { body } = await curl(lab, desk, `${api}/apis/authentication.k8s.io/v1/selfsubjectreviews`, {
        ...identity,
        headers: ["Content-Type: application/json", ...headers],
        body: review,
      });
      return body;
    };
    const named = await who(`Authorization: Bearer ${token}`);
    expectThat(named.includes('"username": "system:serviceaccount:default:default"'), named);
    const claimed = await who("X-Remote-User: admin", "X-Remote-Group: system:masters");
    expectThat(claimed.includes("system:anonymous") && !claimed.includes('"username"'), claimed);
    return "system:serviceaccount:default:default";
  });
}
