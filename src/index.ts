/**
 * kubepki as a library: everything that the commands do, with the world passed in.
 *
 * ```ts
 * import { apply, memoryStore, nodeKeyMaker, nodeSigner, parseSpec, systemClock, systemEntropy } from "kubepki";
 *
 * const { spec, issues } = parseSpec([{ file: "cluster.yaml", text }]);
 * if (spec === undefined) throw new Error(issues.map((issue) => issue.message).join("\n"));
 * const files = memoryStore();
 * await apply({ spec }, { clock: systemClock, entropy: systemEntropy(), keyMaker: nodeKeyMaker, signerFor: nodeSigner, files });
 * ```
 */
export { type FolderStore, type FolderStoreOptions, openFolderStore } from "./adapters/files/folder-store.ts";
export { type MemoryFile, type MemoryStore, memoryStore } from "./adapters/files/memory-store.ts";
export { scratchFolder } from "./adapters/files/scratch-folder.ts";
export { deterministicSigner } from "./adapters/keys/deterministic-signer.ts";
export { nodeKeyMaker, nodeSigner, seededKeyMaker } from "./adapters/keys/node-keys.ts";
export { publicKeyCipher } from "./adapters/keys/public-key-cipher.ts";
export { loopback } from "./adapters/loopback/loopback.ts";
export { machinePrograms } from "./adapters/programs/programs.ts";
export { systemClock, systemEntropy } from "./adapters/system.ts";
export { dialer } from "./adapters/tls/dialer.ts";
export { treeReader } from "./adapters/tree/tree-reader.ts";
export { type BlastAnswer, type BlastRequest, blastOf } from "./app/blast.ts";
export type { SuppliedMaterial } from "./app/find-authorities.ts";
export { type InspectedTarget, type InspectPorts, inspectTarget } from "./app/inspect.ts";
export { holds, type LessonReport, learn, lessons } from "./app/learn/learn.ts";
export type { Bench, Command, Lesson, Observation, Outcome } from "./app/learn/lesson.ts";
export { type LoadedSpec, loadSpec, type SourceReader } from "./app/load-spec.ts";
export { type FaultyTree, type MutatePorts, type MutateRequest, mutate } from "./app/mutate.ts";
export { type ReadRequest, readTree } from "./app/read-tree.ts";
export { apply, type Ports, plan, type Report, type Request } from "./app/run.ts";
export { describe, listTopics, type ShowRequest, script, type Tool, transcript } from "./app/show.ts";
export { type LiveStatusRequest, liveStatus, type Status, type StatusRequest, status } from "./app/status.ts";
export { type MapRequest, trustMap } from "./app/trust-map.ts";
export type { ConnectRequest } from "./app/verify/connect.ts";
export { type ConnectTo, type HostPort, parseConnectTo, parseEndpoint } from "./app/verify/connect-to.ts";
export { type VerifyPorts, type VerifyRequest, verify } from "./app/verify.ts";
export { type WhoamiAnswer, type WhoamiPorts, type WhoamiRequest, whoami } from "./app/whoami.ts";
export { baselineText, parseBaseline } from "./audit/accept/baseline.ts";
export { type AuditConfig, parseAuditConfig } from "./audit/accept/config.ts";
export { type Accepting, type AcceptOptions, accept, type Ignore } from "./audit/accept/ignore.ts";
export { type AuditOptions, auditTree } from "./audit/audit.ts";
export { type Blast, type BlastOptions, blast } from "./audit/blast/blast.ts";
export type { Ending } from "./audit/blast/ending.ts";
export type { BlastKind } from "./audit/blast/lost.ts";
export type { CisAnswer, CisItem, CisResult } from "./audit/cis/item.ts";
export { CIS_ITEMS } from "./audit/cis/items.ts";
export { type CisVerdict, cisProfile } from "./audit/cis/profile.ts";
export type { Cause, CauseId } from "./audit/explain/cause.ts";
export { CAUSES } from "./audit/explain/causes/index.ts";
export type { Ends, SeenConnection } from "./audit/explain/connection.ts";
export { decide, type Explanation, explainLine, type PossibleCause } from "./audit/explain/explain.ts";
export type { Fact } from "./audit/explain/here/fact.ts";
export { type CauseHere, explainHere, type Facts, factsIn } from "./audit/explain/here/here.ts";
export { type LogAnswer, type LogReader, logReader, type Told } from "./audit/explain/log.ts";
export type { Side } from "./audit/explain/seen.ts";
export type { Accepted, Audit, Finding } from "./audit/finding.ts";
export { MUTATIONS, type MutationId } from "./audit/mutate/index.ts";
export type { Edit, Mutant, Mutation } from "./audit/mutate/mutation.ts";
export type { Break, Fault, Remedy, Rule, RuleGroup, Severity } from "./audit/rule.ts";
export { RULES, type RuleId } from "./audit/rules/index.ts";
export { type Catalog, catalog } from "./catalog/index.ts";
export type * from "./catalog/types.ts";
export { ERROR_TABLE, type ErrorCode, KubepkiError } from "./errors.ts";
export type * from "./inventory/actual.ts";
export { settingOf } from "./inventory/actual.ts";
export type { TreeEntry } from "./inventory/entries.ts";
export { type Found, foundIn, LOOKED_FOR } from "./inventory/found.ts";
export { type Held, type HeldIn, type HeldOf, heldIn, isHeld } from "./inventory/held.ts";
export { hostFolders } from "./inventory/hosts/host-folders.ts";
export { readActual } from "./inventory/read-actual.ts";
export { compareServed, type Served, type ServedState } from "./inventory/served.ts";
export { withSupposed } from "./inventory/supposed.ts";
export { type Action, changes, type Step } from "./plan/step.ts";
export type {
  AskAnswer,
  AskRequest,
  Clock,
  Dialer,
  DialFailure,
  DialRequest,
  Entropy,
  FileStore,
  FoundFile,
  KeyMaker,
  LookAnswer,
  Loopback,
  LoopbackAnswer,
  LoopbackRequest,
  Programs,
  Proof,
  ProofRequest,
  PublicKeyCipher,
  Question,
  RunningProgram,
  ScratchFolder,
  SeenServer,
  ServerAddress,
  Signer,
  SignerFor,
  StagedFile,
  Terminal,
  TlsClient,
  TlsIdentity,
  TlsMeeting,
  TlsRefusal,
  TlsServer,
  TreeInput,
  TreeReader,
} from "./ports.ts";
export { cisDocument, cisText } from "./render/audit/cis.ts";
export { auditDocument } from "./render/audit/document.ts";
export { auditJunit, type JunitOptions } from "./render/audit/junit.ts";
export { auditMarkdown } from "./render/audit/markdown.ts";
export { auditSarif, type SarifOptions } from "./render/audit/sarif.ts";
export { type AuditTextOptions, auditText } from "./render/audit/text.ts";
export type { Inspected, Material } from "./render/inspect/inspected.ts";
export type { KubernetesView } from "./render/inspect/kubernetes-view.ts";
export { actualMap } from "./render/map/actual/actual-map.ts";
export type {
  Checked,
  MapAuthority,
  MapAuthorityId,
  MapDoor,
  MapEdge,
  MapNode,
  MapVerdict,
  Shown,
  TrustMap,
} from "./render/map/model.ts";
export { type MapFormat, renderMap } from "./render/map/render.ts";
export { auditReport, type ReportInput } from "./render/report/report.ts";
export type { Description, Entry, Section, SectionKey, Topic, TopicKind } from "./render/show/description.ts";
export { type StatusMetricsInput, statusMetrics } from "./render/status/prometheus.ts";
export type { Issue, SourcePosition } from "./source/issue.ts";
export type {
  Desired,
  DesiredAuthority,
  DesiredCredential,
  DesiredFile,
  DesiredUnit,
  FileContent,
} from "./spec/desired.ts";
export { parseSpec } from "./spec/parse-spec.ts";
export { resolve } from "./spec/resolve/resolve.ts";
export type { Host, HostRole, KubernetesVersion, Spec, User } from "./spec/spec.ts";
export { type CertificatePlace, type HeldCertificate, heldCertificates } from "./status/held.ts";
export type { StatusRow } from "./status/status.ts";
export type { Stop } from "./status/stop.ts";
export { type Breakage, type TimelineEntry, timeline } from "./status/timeline.ts";
export { type AttackId, type AttackResult, attack, type Forged } from "./trust/attacks.ts";
export { authenticate, type Believes, type Caller, type Identity } from "./trust/authenticate.ts";
export { bindingsOf } from "./trust/bindings-in.ts";
export { type ChainQuestion, type ChainVerdict, type JudgeChain, judgeChain, rememberingJudge } from "./trust/chain.ts";
export type { ClientEnd, ExistingConnection, ServerEnd, Trusts } from "./trust/connections/connection.ts";
export { connectionsOf } from "./trust/connections/connections-of.ts";
export { judgePeer, type PeerCaller, type PeerRules, type PeerVerdict } from "./trust/etcd-peer.ts";
export {
  type Demand,
  type HandshakeVerdict,
  judgeHandshake,
  type SideVerdict,
  type TlsClientSide,
  type TlsServerSide,
} from "./trust/handshake.ts";
export {
  differs,
  type Live,
  type NotLoaded,
  type SeenConnection as DialledConnection,
  type SeenEndpoint,
} from "./trust/live/seen.ts";
export { type Change, nextChange, type PredictAt, type Turn, turns } from "./trust/next-change.ts";
export { type Outcome as PredictedOutcome, type Prediction, type PredictOptions, predict } from "./trust/predict.ts";
export { type GrantedBinding, grantedBindings, judgeRight, type Right, type WhoAsks } from "./trust/rights.ts";
export type { Anchors, ShownChain, ShownPair } from "./trust/shown.ts";
export { judgeToken, type TokenRules, type TokenVerdict } from "./trust/token.ts";
export type { Disagreement, Verification, Verified } from "./trust/verification.ts";
export type { Claimed } from "./trust/whoami/claimed.ts";
export type { Standing, StandingKind } from "./trust/whoami/standing.ts";
export { type FoundAlgorithm, KEY_ALGORITHMS, type KeyAlgorithm } from "./x509/algorithm.ts";
export { type Certificate, fingerprint, isAuthority, parseCertificate, parseCertificates } from "./x509/certificate.ts";
export {
  type CertificateRequest,
  type Issuer,
  issue,
  issuerFrom,
  issueSelfSigned,
  keyIdentifier,
  serialFrom,
} from "./x509/issue.ts";
export { encodePrivateKey, type KeyEncoding, parsePrivateKey } from "./x509/key-encoding.ts";
export { SignatureMemory } from "./x509/path/signature-memory.ts";
export {
  type CertificateSource,
  certificatePool,
  type PathCertificate,
  type PathDetail,
  type PathQuestion,
  type PathReason,
  type PathVerdict,
  readAsGo,
  validatePath,
} from "./x509/path/validate.ts";
export { encodePem, type PemBlock, parsePem } from "./x509/pem.ts";
export { type OpenedPkcs12, openPkcs12 } from "./x509/pkcs12-reader.ts";
export type { PrivateKey } from "./x509/private-key.ts";
export { parseRevocationList, type RevocationList } from "./x509/revocation-list.ts";
export { type CertificateSigningRequest, parseSigningRequest } from "./x509/signing-request.ts";
export { type CertificateText, certificateText } from "./x509/text/certificate-text.ts";
export type { ExtensionText } from "./x509/text/extension-text.ts";
export type { PublicKeyText } from "./x509/text/public-key-text.ts";
