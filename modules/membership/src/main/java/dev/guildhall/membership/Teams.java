package dev.guildhall.membership;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Journal;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.membership.internal.AccessMemory;
import dev.guildhall.membership.internal.team.TeamEvents;
import dev.guildhall.membership.internal.team.TeamTable;
import dev.guildhall.membership.internal.team.TeamTurns;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

/** The teams of organizations. Safe for all event loops. */
public final class Teams {

    /** What {@link #list} can be filtered and ordered by. */
    public static final ListFields<Team> LIST = TeamTable.LIST;

    /** How many teams an organization can have. */
    static final int LIMIT = 1_000;

    private static final int LONGEST_NAME = 200;

    private final Database database;
    private final TeamTurns turns;
    private final TeamGrants grants;
    private final Journal journal;
    private final AccessMemory memory;
    private final Clock clock;
    private final TeamTable table = new TeamTable();

    Teams(Database database, TeamTurns turns, TeamGrants grants, Journal journal, AccessMemory memory, Clock clock) {
        this.database = database;
        this.turns = turns;
        this.grants = grants;
        this.journal = journal;
        this.memory = memory;
        this.clock = clock;
    }

    /** Reads the name of a team from a body {@code {name}} that the contract has let through. */
    public static String nameOf(JsonObject body) {
        var faults = new Faults();
        var name = PrintableName.read(body.getString("name"), LONGEST_NAME, faults);
        faults.refuse();
        return name;
    }

    public Future<Page<Team>> list(OrganizationId organization, PageRequest<Team> page) {
        return table.list(database, organization, page);
    }

    /** Fails with {@code TEAM.NOT_FOUND}. */
    public Future<Team> get(OrganizationId organization, TeamId team) {
        return table.find(database, organization, team).map(found -> found.orElseThrow(() -> TeamTurns.unknown(team)));
    }

    /** Makes a team, which nobody belongs to yet. Fails with {@code TEAM.NAME_EXISTS} and {@code TEAM.TOO_MANY}. */
    public Future<Team> create(Authentication by, OrganizationId organization, String name) {
        return turns.ofOrganization(organization, by, organization, (tx, locked) -> create(tx, by, locked.id(), name));
    }

    /** The same in the transaction of whoever may do so and has locked the organization. */
    public Future<Team> create(Tx tx, Authentication by, OrganizationId locked, String name) {
        var now = now();
        var team = new Team(TeamId.next(), locked, name, 1, now, now);
        return table.count(tx, locked)
                .compose(count -> {
                    requireRoom(count);
                    return table.insert(tx, team);
                })
                .map(inserted -> {
                    journal.record(tx, locked, TeamEvents.created(by, team));
                    return team;
                })
                .recover(nameExists(name));
    }

    /** The team, locked until the transaction ends; fails with {@code TEAM.NOT_FOUND}. */
    public Future<Team> lock(Tx tx, OrganizationId organization, TeamId id) {
        return turns.lock(tx, organization, id);
    }

    /** Gives a team another name; the one it has already changes nothing. */
    public Future<Team> rename(
            Authentication by, OrganizationId organization, TeamId id, String name, IfMatch condition) {
        return turns.ofOrganization(
                organization,
                by,
                organization,
                (tx, locked) ->
                        turns.lock(tx, organization, id, condition).compose(team -> rename(tx, by, team, name)));
    }

    /** The same in the transaction of whoever may do so and has locked the team. */
    public Future<Team> rename(Tx tx, Authentication by, Team locked, String name) {
        return locked.name().equals(name)
                ? Future.succeededFuture(locked)
                : write(tx, by, locked, name).recover(nameExists(name));
    }

    private Future<Team> write(Tx tx, Authentication by, Team team, String name) {
        var renamed = new Team(team.id(), team.organization(), name, team.revision() + 1, team.createdAt(), now());
        return table.write(tx, renamed).map(written -> {
            tx.afterCommit(() -> memory.teamRenamed(team.id()));
            journal.record(tx, team.organization(), TeamEvents.renamed(by, team, renamed));
            return renamed;
        });
    }

    /** Deletes a team, whose members have its roles no more. */
    public Future<Void> delete(Authentication by, OrganizationId organization, TeamId id, IfMatch condition) {
        // What it is given in the workspaces is told there.
        return turns.ofOrganization(
                Tenant.PLATFORM,
                by,
                organization,
                (tx, locked) -> turns.lock(tx, organization, id, condition).compose(team -> delete(tx, by, team)));
    }

    /** The same in the transaction, of the platform, of whoever may do so and has locked the team. */
    public Future<Void> delete(Tx platformTx, Authentication by, Team locked) {
        return grants.revokeAll(platformTx, by, locked)
                .compose(formerly -> table.delete(platformTx, locked).compose(deleted -> {
                    journal.record(platformTx, locked.organization(), TeamEvents.deleted(by, locked));
                    return grants.reviewOffers(platformTx, by, formerly);
                }));
    }

    private static void requireRoom(int count) {
        if (count >= LIMIT) {
            throw TeamError.TOO_MANY.because(
                    "An organization can have " + LIMIT + " teams; delete one that is not needed first.");
        }
    }

    private static <T> Function<Throwable, Future<T>> nameExists(String name) {
        return ConstraintViolation.means(
                "team_name_unique",
                () -> TeamError.NAME_EXISTS.onField(
                        "name",
                        "There is a team named " + name
                                + " in this organization already; the case of letters is ignored."));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
