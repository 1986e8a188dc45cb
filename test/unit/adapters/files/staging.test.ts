import * as fs from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { rolldown } from "rolldown";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openFolderStore } from "../../../../src/adapters/files/folder-store.ts";
import { stagingWriter } from "../../../../src/adapters/files/staging.ts";
import { scratch, snapshot } from "../../../contract/files/scratch.ts";
import { read, staged } from "../../../contract/files/store-contract.ts";

let place: ReturnType<typeof scratch>;
let out: string;
beforeEach(() => {
  place = scratch();
  out = join(place.folder, "out");
});
afterEach(() => place.clear());

test("several writers stage for one transaction, also for one unit", async () => {
  const store = openFolderStore({ out });
  await store.open({ readOnly: false });
  const { folder, settings } = store.staging;
  const [one, two] = [stagingWriter(folder, settings), stagingWriter(folder, settings)];
  store.stage("hosts/a", staged("x", "0"));
  one.write("hosts/a", staged("d/y", "1"));
  two.write("hosts/a", staged("d/z", "2"));
  two.write("hosts/b", staged("x", "2"));
  for (const writer of [one, two]) store.adopt(structuredClone(writer.digests()));
  await store.commit();
  await store.close();
  await read(openFolderStore({ out }), (after) => {
    expect([...after.recorded("hosts/a")].sort()).toEqual(["d/y", "d/z", "x"]);
    for (const path of after.recorded("hosts/a")) expect(after.find("hosts/a", path)?.ours).toBe(true);
    expect(after.find("hosts/b", "x")?.ours).toBe(true);
  });
});

test("worker threads stage, the store commits", async () => {
  const bundle = await rolldown({
    input: new URL("../../../../src/adapters/files/staging.ts", import.meta.url).pathname,
    platform: "node",
    logLevel: "silent",
  });
  await bundle.write({ file: join(place.folder, "staging.mjs"), format: "esm" });
  const code = `
    import { parentPort, workerData } from "node:worker_threads";
    const { stagingWriter } = await import(workerData.module);
    const writer = stagingWriter(workerData.folder, workerData.settings);
    for (let n = workerData.first; n < 200; n += 2)
      for (const path of ["etc/a.crt", "etc/a.key"])
        writer.write("hosts/w-" + n, { path, bytes: Buffer.from(path + n), mode: 0o600, owner: "root:root" });
    parentPort.postMessage(writer.digests());`;
  fs.writeFileSync(join(place.folder, "worker.mjs"), code);
  const store = openFolderStore({ out });
  await store.open({ readOnly: false });
  const worker = (first: number): Promise<Parameters<typeof store.adopt>[0]> =>
    new Promise((resolve, reject) => {
      const workerData = { ...store.staging, first, module: join(place.folder, "staging.mjs") };
      new Worker(join(place.folder, "worker.mjs"), { workerData }).on("message", resolve).on("error", reject);
    });
  for (const digests of await Promise.all([worker(0), worker(1)])) store.adopt(digests);
  await store.commit();
  await store.close();
  expect(Object.keys(snapshot(join(out, "hosts"))).filter((path) => path.endsWith(".key"))).toHaveLength(200);
  await read(openFolderStore({ out }), (after) => expect(after.find("hosts/w-199", "etc/a.key")?.ours).toBe(true));
});

test("units may not lie in each other", async () => {
  const store = openFolderStore({ out });
  await store.open({ readOnly: false });
  store.stage("hosts", staged("a/x", "1"));
  store.stage("hosts/a", staged("y", "1"));
  await expect(store.commit()).rejects.toThrow("inside");
  await store.close();
  expect(fs.readdirSync(place.folder)).toEqual([]);
});
