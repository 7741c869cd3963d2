package dev.guildhall.agents;

import dev.guildhall.agents.internal.BudgetTable;
import dev.guildhall.agents.internal.UsageTable;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What the agents of workspaces took, and how much they may. Safe for all event loops. */
public final class Usage {

    private final Database database;
    private final Workspaces workspaces;
    private final Journal journal;
    private final Clock clock;
    private final UsageTable table = new UsageTable();
    private final BudgetTable budgets = new BudgetTable();

    Usage(Database database, Workspaces workspaces, Journal journal, Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.journal = journal;
        this.clock = clock;
    }

    /** A budget, and what was taken of it. */
    public record Account(Budget budget, Budget.Spent spent) {}

    /** What was taken, the latest day first; of whoever may not manage agents, what they took themselves. */
    public Future<List<UsageSum>> sums(Authentication by, Access access, UsageQuery query) {
        var ofUser = access.allows(AgentPermissions.AGENTS_MANAGE) ? Optional.<UserId>empty() : Optional.of(by.user());
        return table.sums(database, access.workspace(), query, ofUser);
    }

    public Future<Account> budget(WorkspaceId workspace) {
        return budgets.find(database, workspace)
                .map(found -> found.orElse(Budget.NONE))
                .compose(budget ->
                        table.spent(database, workspace, budget.period()).map(spent -> new Account(budget, spent)));
    }

    /** Puts another budget in its place; the same one changes nothing. */
    public Future<Account> put(Authentication by, WorkspaceId workspace, Budget wanted) {
        return database.inTransaction(
                        workspace,
                        tx -> workspaces
                                .lockForMembers(tx, workspace)
                                .compose(locked -> budgets.find(tx, workspace))
                                .compose(found -> {
                                    var before = found.orElse(Budget.NONE);
                                    if (wanted.isSameAs(before)) {
                                        return Future.<Void>succeededFuture();
                                    }
                                    return budgets.put(tx, workspace, wanted, clock.instant())
                                            .<Void>map(written -> {
                                                journal.record(
                                                        tx,
                                                        workspace,
                                                        Change.of(by, "agent.budget_changed")
                                                                .on(workspace)
                                                                .telling(wanted.facts())
                                                                .from(before.facts())
                                                                .to(wanted.facts()));
                                                return null;
                                            });
                                }))
                .compose(done -> budget(workspace));
    }
}
