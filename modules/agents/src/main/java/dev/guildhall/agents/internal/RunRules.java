package dev.guildhall.agents.internal;

import dev.guildhall.agents.Agent;
import dev.guildhall.agents.AgentError;
import dev.guildhall.agents.Budget;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.ChatModels;
import io.vertx.core.Future;

/** What has to be before an agent answers: asked when it is asked for, and again when it begins. */
public final class RunRules {

    private final Database database;
    private final AgentMemory memory;
    private final ChatModels models;
    private final BudgetTable budgets = new BudgetTable();
    private final UsageTable usage = new UsageTable();

    public RunRules(Database database, AgentMemory memory, ChatModels models) {
        this.database = database;
        this.memory = memory;
        this.models = models;
    }

    /** Who provides the agent's model; fails with what the workspace does not allow. */
    public Future<ChatModels.Provided> require(WorkspaceId workspace, Agent agent) {
        return memory.restrictions(workspace)
                .compose(restrictions -> {
                    restrictions.require(agent.provider(), agent.model());
                    return requireBudget(workspace, Used.NOTHING);
                })
                .compose(affordable -> models.find(workspace, agent.provider()))
                .map(found -> found.orElseThrow(() -> AgentError.NO_PROVIDER.because("No extension of this workspace"
                        + " provides chat models of \"" + agent.provider() + "\"; install one that does.")))
                .map(provided -> requireModel(provided, agent));
    }

    private static ChatModels.Provided requireModel(ChatModels.Provided provided, Agent agent) {
        var known = provided.provider().models();
        if (!known.isEmpty() && !known.contains(agent.model())) {
            throw AgentError.NO_PROVIDER.because("The extension " + provided.extensionKey() + " has no model \""
                    + agent.model() + "\"; it has " + String.join(", ", known) + ".");
        }
        return provided;
    }

    /** Fails when the workspace's budget is spent, together with what is not counted yet. */
    public Future<Void> requireBudget(WorkspaceId workspace, Used uncounted) {
        return budgets.find(database, workspace).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture();
            }
            var budget = found.get();
            return usage.spent(database, workspace, budget.period()).map(spent -> {
                budget.require(new Budget.Spent(
                        spent.tokens() + uncounted.tokens(), spent.cost().add(uncounted.cost())));
                return null;
            });
        });
    }
}
