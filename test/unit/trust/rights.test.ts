// What names may do: the group of everything, nodes, bindings.
import { expect, test } from "vitest";
import { judgeRight } from "../../../src/index.ts";

const may = (user: string, groups: string[], needs: string, node?: string): boolean =>
  judgeRight(
    { user, groups },
    needs,
    [
      { role: "r", subject: { user: "u" } },
      { role: "cluster-admin", subject: { group: "g" } },
    ],
    node,
  ).may;

test("system:masters may everything, by group and in these letters", () => {
  expect(may("x", ["system:masters"], "anything")).toBe(true);
  expect(may("x", ["System:Masters"], "anything")).toBe(false);
});

test("a node may by user and group together, and for itself", () => {
  const nodes = ["system:nodes"];
  expect(may("system:node:a", nodes, "node", "a")).toBe(true);
  expect(may("system:node:b", nodes, "node", "a")).toBe(false);
  expect(may("system:node:a", [], "node", "a")).toBe(false);
  expect(may("a", nodes, "node", "a")).toBe(false);
});

test("a binding of the role, or of the role that holds every other", () => {
  expect(may("u", [], "r")).toBe(true);
  expect(may("v", [], "r")).toBe(false);
  expect(may("v", ["g"], "r")).toBe(true);
});
