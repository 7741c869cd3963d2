package dev.guildhall.agents.internal;

import dev.guildhall.agents.Agent;
import dev.guildhall.agents.AgentInput;
import dev.guildhall.agents.AgentPermissions;
import dev.guildhall.agents.AgentRun;
import dev.guildhall.agents.ToolRun;
import dev.guildhall.capabilities.Capabilities;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.PermissionRegistry;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.Scopes;
import dev.guildhall.extensions.ChatModels;
import dev.guildhall.host.Callers;
import dev.guildhall.spi.ChatMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What runs need of everything else. */
final class RunContext {

    private static final PermissionRegistry PERMISSIONS = Product.permissions();
    private static final long PAUSE_MILLIS = 1_000;

    private final Vertx vertx;
    private final Database database;
    private final Authorizer authorizer;
    private final RunRules rules;
    private final ChatModels models;
    private final Capabilities capabilities;
    private final LiveSessions live;
    private final RunClaimTable claims;
    private final RemoteAnswers remote;
    private final RunEnds ends;
    private final History history;
    private final ToolRunTable toolRuns = new ToolRunTable();

    RunContext(
            Vertx vertx,
            Database database,
            Authorizer authorizer,
            RunRules rules,
            ChatModels models,
            Capabilities capabilities,
            LiveSessions live,
            RemoteAnswers remote,
            RunEnds ends,
            History history) {
        this.vertx = vertx;
        this.database = database;
        this.authorizer = authorizer;
        this.rules = rules;
        this.models = models;
        this.capabilities = capabilities;
        this.live = live;
        this.claims = new RunClaimTable(database);
        this.remote = remote;
        this.ends = ends;
        this.history = history;
    }

    ChatModels models() {
        return models;
    }

    Capabilities capabilities() {
        return capabilities;
    }

    LiveSessions live() {
        return live;
    }

    /** To be called on the event loop of the run; it is made here, so that nobody has to hear of it from elsewhere. */
    AnswerSender sender(RunClaim claim) {
        remote.begin(claim.run().id());
        return new AnswerSender(vertx, remote, claim);
    }

    RunClaimTable claims() {
        return claims;
    }

    /** The agent as it was when the run was asked for. */
    Agent agentOf(AgentRun run) {
        return AgentInput.create(run.config());
    }

    /** What whoever asked may do by now, with what they came with; fails when that is not to run agents any more. */
    Future<RunAccess> access(AgentRun run) {
        var credential = new Credential(
                Credential.Kind.PERSONAL_ACCESS_TOKEN,
                run.id(),
                run.scopes().map(names -> Scopes.named(PERMISSIONS, names)),
                Optional.of(run.workspace()),
                Instant.MAX);
        var by = new Authentication(
                new Principal.User(run.user()), null, Set.of(), credential, new Origin(null, run.requestId()));
        return authorizer
                .access(by, run.workspace())
                .map(found -> found.filter(access -> access.allows(AgentPermissions.AGENTS_RUN))
                        .orElseThrow(() -> CommonError.ACCESS_DENIED.because(
                                "Whoever asked may not run agents in this workspace any more.")))
                .map(access -> new RunAccess(by, access, Callers.of(by, access)));
    }

    /** Who provides the agent's model; fails when the workspace does not allow it by now, or has spent its budget. */
    Future<ChatModels.Provided> requireAllowed(WorkspaceId workspace, Agent agent) {
        return rules.require(workspace, agent);
    }

    /** Fails when the workspace's budget is spent with what a run has taken so far. */
    Future<Void> requireBudget(WorkspaceId workspace, Used used) {
        return rules.requireBudget(workspace, used);
    }

    Future<List<ChatMessage>> history(AgentRun run) {
        return history.of(run);
    }

    Future<Optional<String>> instructions(AgentRun run, Agent agent) {
        return history.instructions(run, agent);
    }

    /** Keeps what a tool did, at once: it may have changed something. */
    Future<Void> note(RunClaim claim, ToolRun call) {
        var run = claim.run();
        return database.inTransaction(run.workspace(), tx -> toolRuns.insert(tx, run.workspace(), run.id(), call));
    }

    /** Completes in a moment, when something may be within reach again. */
    Future<Void> pause() {
        return vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    Future<Void> end(RunClaim claim, RunOutcome outcome, String answer) {
        return ends.end(claim, outcome, answer);
    }
}
