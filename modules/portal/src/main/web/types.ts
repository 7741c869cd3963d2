// What the API answers, as far as the portal shows it.

export interface WorkspaceOfMine {
  id: string;
  key: string;
  name: string;
  role: string;
  roleScope: string;
}

export interface Me {
  id: string;
  email: string;
  emailVerified: boolean;
  fullName: string;
  roles: string[];
  defaultWorkspaceId: string | null;
  organizationId: string | null;
  workspaces: WorkspaceOfMine[];
}

export interface Workspace {
  id: string;
  key: string;
  name: string;
  plan: string;
  ownerId: string;
  organizationId: string | null;
  createdAt: string;
}

export interface Organization {
  id: string;
  name: string;
  slug: string;
  domain: string;
  status: string;
  appId: string;
  ownerId: string | null;
  website: string | null;
  industry: string | null;
  description: string | null;
  createdAt: string;
}

export interface OwnAccess {
  role: string;
  permissions: string[];
  suspended: boolean;
}

export interface Member {
  userId: string;
  email: string;
  emailVerified: boolean;
  mailRefusedAt: string | null;
  fullName: string;
  role: string;
  /** In a workspace. */
  roleScope?: string;
  joinedAt: string;
  suspendedAt?: string | null;
}

export interface Role {
  id: string;
  name: string;
  description?: string;
  builtIn: boolean;
  permissions: string[];
}

export interface Permission {
  name: string;
  description: string;
}

/** One that a role of a workspace can hold. */
export interface RolePermission extends Permission {
  extensionKey?: string;
  heldWith?: string;
}

export interface Invitation {
  id: string;
  email: string | null;
  role: string;
  state: string;
  mail?: { state: string; reason: string | null } | null;
  invitedBy: { fullName?: string; name?: string };
  createdAt: string;
  expiresAt: string;
}

export interface MyInvitation {
  id: string;
  organizationName?: string;
  teamName?: string;
  workspaceName?: string;
  role: string;
  invitedBy: { fullName?: string; name?: string };
  expiresAt: string;
}

export interface BatchResult {
  status: number;
  error?: { code: string; message: string };
}

export interface Explanation {
  allowed: boolean;
  permission: string;
  because: { rule: string; allows: boolean; message: string }[];
}

export interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  enum?: unknown[];
  items?: Schema;
  default?: unknown;
  format?: string;
  writeOnly?: boolean;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

interface Asks {
  permissions?: string[];
  egress?: string[];
  provides?: { key: string; version: string }[];
  consumesEvents?: string[];
  publishesEvents?: string[];
}

export interface CatalogueVersion extends Asks {
  /** Of one that was uploaded. */
  extensionKey?: string;
  version: string;
  yanked: boolean;
  sha256: string;
  size: number;
  signedBy: string | null;
  rollout: { state: string; upgraded: number; reason: string | null } | null;
  createdAt: string;
  configSchema?: Schema;
  ui?: { pages?: { title: string }[] | null; widgets?: { title: string }[] | null };
}

export interface CatalogueEntry extends Asks {
  extensionKey: string;
  name: string;
  description: string;
  publisher: string;
  categories: string[];
  latestVersion: string;
  yanked: boolean;
  updatedAt: string;
  versions?: CatalogueVersion[];
}

export interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
  since: string;
}

export interface Installation {
  extensionKey: string;
  name: string;
  version: string;
  state: string;
  health: { status: string; message?: string };
  /** Of one that listens to events. */
  handlers: { behind: number; lastError: string | null; deadLetters: number } | null;
  stored: { rows: number; bytes: number };
  conditions: Condition[];
  config: Record<string, unknown>;
  grantedPermissions: string[];
  grantedEgress: string[];
  upgradePolicy: string;
  provides: string[];
  createdAt: string;
  updatedAt: string;
}

/** A version that comes to the workspace, if one does. */
export interface Arrival extends Asks {
  name?: string;
  version?: string;
  signedBy?: string | null;
  declares?: Permission[];
  jobs?: { id: string; schedule: string | null }[];
  takesOver?: { name: string; from: string | null }[];
  migrations?: { step: number; description: string; sql: string }[];
}

export interface Plan extends Arrival {
  action: string;
  from: string | null;
  /** What comes before it, since it needs that. */
  brings?: (Arrival & { extensionKey: string })[];
  configuredEgress: string[];
  breaks: { extensionKey: string; requires: string; optional: boolean }[];
  withdraws: { role: string; permissions: string[] }[];
  returns: { role: string; permissions: string[] }[];
  stateValues: number;
  data: { table: string; rows: number; former: number }[];
  obstacles: { code: string; message: string }[];
  planHash: string;
}

export interface LogLine {
  time: string;
  level: string;
  message: string;
  error: string | null;
  requestId: string | null;
}

export interface Capability {
  key: string;
  version: string;
  provider: string;
  input: Schema;
  output: Schema;
  changes: boolean;
  streams: boolean;
  deprecated?: { note?: string } | null;
}

export interface CloudEvent {
  id: string;
  type: string;
  source: string;
  subject?: string;
  time: string;
  sequence: number;
  actor: string;
  correlationid: string;
  causationid?: string;
  data?: unknown;
}

export interface Subscription {
  id: string;
  name: string;
  types: string[];
  filter?: unknown;
  sink: { kind: string; url?: string; topic?: string; address?: string };
  ordered: boolean;
  enabled: boolean;
  disabledReason?: string;
  createdAt: string;
  secret?: string;
}

export interface Attempt {
  startedAt: string;
  durationMillis: number;
  status?: number;
  error?: string;
  response?: string;
}

export interface Delivery {
  id: string;
  eventType: string;
  sequence: number;
  state: string;
  nextAttemptAt?: string;
  createdAt: string;
  attempts: Attempt[];
}

export interface AuditEntry {
  id?: string;
  sequence?: number;
  time?: string;
  actor?: string;
  actorEmail?: string;
  credentialKind?: string;
  address?: string;
  requestId?: string;
  correlationId?: string;
  action?: string;
  subject?: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  hash: string;
}

export interface Token {
  id: string;
  name: string;
  hint: string;
  scopes: string[];
  workspaceId: string | null;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
  token?: string;
}

export interface OwnSession {
  id: string;
  current: boolean;
  address: string | null;
  userAgent: string | null;
  createdAt: string;
  lastUsedAt: string;
}

export interface Passkey {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
}

export interface Factors {
  totp: { enrolledAt: string } | null;
  passkeys: Passkey[];
  recoveryCodesLeft: number;
  required: boolean;
}

export interface Usage {
  from: string;
  to: string;
  total: Record<string, number>;
  periods: (Record<string, number> & { period: string })[];
}

export interface Team {
  id: string;
  name: string;
  createdAt: string;
}

export interface TeamWorkspace {
  workspaceId: string;
  workspaceName: string;
  role: string;
}

export interface SingleSignOn {
  provider: 'OIDC' | 'SAML';
  issuerUrl: string | null;
  entityId: string | null;
  singleSignOnUrl: string | null;
  certificate: string | null;
  certificates: { subject: string; fingerprint: string; expiresAt: string }[];
  clientId: string | null;
  clientSecretConfigured: boolean;
  enforced: boolean;
  signRequests: boolean;
  autoProvision: boolean;
  jitProvisioning: boolean;
  signInUri: string;
  redirectUri: string;
  backchannelLogoutUri: string;
  spEntityId: string;
  assertionConsumerUri: string;
}

export interface SsoReport {
  passed: boolean;
  checks: { aspect: string; passed: boolean; message: string }[];
  latestAnswer: SamlAnswer | null;
}

/** What a SAML provider has answered last. */
export interface SamlAnswer {
  at: string;
  accepted: boolean;
  message: string;
  issuer: string | null;
  destination: string | null;
  status: string | null;
  audiences: string[];
  signed: string[];
  signatureMethods: string[];
  nameIdFormat: string | null;
  attributes: string[];
}

export interface SsoDomain {
  domain: string;
  state: string;
  recordType: string;
  recordName: string;
  recordValue: string;
  finding: string | null;
  checkedAt: string | null;
  verifiedAt: string | null;
  lapsedAt: string | null;
}

export interface SsoIdentity {
  id: string;
  userId: string;
  provider: string;
  issuer: string;
  subject: string;
  createdAt: string;
}

/** A directory that provisions by SCIM. */
export interface Directory {
  id: string;
  name: string;
  hint: string;
  baseUrl: string;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
  token?: string;
}

export interface SignInPolicy {
  secondFactorRequired: boolean;
}

/** An application that acts for people by OAuth. */
export interface Application {
  id: string;
  organizationId: string | null;
  name: string;
  redirectUris: string[];
  grantTypes: string[];
  scopes: string[];
  confidential: boolean;
  secretHint: string | null;
  formerSecretsUntil: string[];
  selfRegistered: boolean;
  createdAt: string;
  updatedAt: string;
  lastUsedAt: string | null;
  clientSecret?: string;
}

export interface ApplicationRule {
  clientId: string;
  clientName: string;
  allowed: boolean;
  decidedAt: string;
}

/** What somebody lets an application do for them. */
export interface ApplicationConsent {
  id: string;
  organizationId: string | null;
  clientId: string;
  clientName: string;
  scopes: string[];
  createdAt: string;
}

export interface User {
  id: string;
  email: string;
  emailVerified: boolean;
  mailRefusedAt: string | null;
  fullName: string;
  roles: string[];
  createdAt: string;
  updatedAt: string;
}

/** A product that is run on the platform. */
export interface Product {
  id: string;
  name: string;
  createdAt: string;
}

export interface ProductKey {
  id: string;
  name: string | null;
  hint: string;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
  key?: string;
}

export interface PublisherKey {
  fingerprint: string;
  name: string;
  publicKey: string;
  createdAt: string;
  revokedAt: string | null;
}

export interface Concerned {
  workspaceId: string;
  extensionKey: string;
  version: string;
}

/** A portal of others that speaks the Portal surface. */
export interface Gateway {
  id: string;
  name: string;
  secureChannel: 'OPTIONAL' | 'REQUIRED';
  createdAt: string;
  accessCode?: string;
}

export interface Erasure {
  id: string;
  kind: string;
  subjectId: string;
  state: string;
  requestedBy: string;
  reason: string | null;
  requestedAt: string;
  completedAt: string | null;
  receipt: unknown;
}

export interface Health {
  status: string;
  checks?: (Health & { id?: string; data?: Record<string, unknown> })[];
}

/** What an application asks, or where the browser is to go. */
export interface Authorization {
  redirectTo: string | null;
  client: { id: string; name: string } | null;
  organizationId: string | null;
  scopes: string[] | null;
  redirectUri: string | null;
}

export interface DeviceAuthorization {
  client: { id: string; name: string };
  organizationId: string | null;
  scopes: string[];
  decided: boolean;
}

interface Waiting {
  waiting: number;
  oldestSeconds: number;
  dead: number;
}

export interface Nodes {
  nodes: { id: string; name: string; seenAt: string; alive: boolean }[];
  backlog: (Waiting & { kind: string })[];
}

export interface MailQueue extends Waiting {
  failing: { id: string; attempts: number; lastError: string; createdAt: string; nextAttemptAt: string | null }[];
}

export interface WorkspaceUi {
  pages: { extensionKey: string; extensionName: string; id: string; title: string }[];
  widgets: { extensionKey: string; extensionName: string; id: string; title: string; height: number }[];
  navigation: { extensionKey: string; extensionName: string; page: string; title: string }[];
}

export interface ExtensionFrame {
  extensionKey: string;
  extensionName: string;
  version: string;
  title: string;
  url: string;
  capabilities: string[];
  events: string[];
  expiresAt: string;
}

export interface Agent {
  key: string;
  name: string;
  instructions?: string | null;
  provider: string;
  model: string;
  parameters: Record<string, unknown>;
  tools: string[];
  enabled: boolean;
  origin: 'OWNED' | 'GRANTED' | 'GLOBAL';
}

export interface AgentSession {
  id: string;
  surface: 'private' | 'group';
  surfaceId: string | null;
  userId: string | null;
  agentKey: string;
  lastSequence: number;
  createdAt: string;
  activeAt: string;
}

export interface SessionMessage {
  id: string;
  sequence: number;
  role: 'user' | 'assistant';
  userId: string | null;
  agentKey: string;
  runId: string | null;
  content: string;
  createdAt: string;
}

export interface ToolRun {
  number: number;
  capability: string;
  input: Record<string, unknown>;
  output: Record<string, unknown> | null;
  outcome: string;
  errorCode: string | null;
  error: string | null;
  durationMillis: number;
}

export interface AgentRun {
  id: string;
  agentKey: string;
  provider: string;
  model: string;
  status: string;
  errorCode: string | null;
  error: string | null;
  usage: { inputTokens: number; outputTokens: number; cost: number };
  toolRuns?: ToolRun[];
}

export interface MemoryEntry {
  id: string;
  agentKey: string | null;
  userId: string | null;
  content: string;
  createdBy: string;
  createdAt: string;
}

export interface AgentUsage {
  day: string | null;
  agentKey: string | null;
  userId: string | null;
  provider: string | null;
  model: string | null;
  runs: number;
  inputTokens: number;
  outputTokens: number;
  cost: number;
}

export interface AgentBudget {
  period: 'DAY' | 'MONTH';
  tokens: number | null;
  cost: number | null;
  spent: { tokens: number; cost: number };
}

export interface Restrictions {
  allowedProviders: string[] | null;
  allowedModels: string[] | null;
}

export interface AgentGrant {
  id: string;
  grantingWorkspaceId: string;
  receivingWorkspaceId: string;
  agentKey: string;
  readonly: boolean;
  expiresAt: string | null;
  createdAt: string;
}
