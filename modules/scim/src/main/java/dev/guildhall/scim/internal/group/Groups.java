package dev.guildhall.scim.internal.group;

import static org.jooq.impl.DSL.noCondition;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.membership.Team;
import dev.guildhall.membership.TeamId;
import dev.guildhall.membership.TeamMembers;
import dev.guildhall.membership.Teams;
import dev.guildhall.scim.internal.Caller;
import dev.guildhall.scim.internal.ListQuery;
import dev.guildhall.scim.internal.Projection;
import dev.guildhall.scim.internal.Provisioning;
import dev.guildhall.scim.internal.Reading;
import dev.guildhall.scim.internal.Resources;
import dev.guildhall.scim.internal.ScimError;
import dev.guildhall.scim.internal.Version;
import dev.guildhall.scim.internal.patch.Patch;
import dev.guildhall.tenancy.Organization;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.SortField;

/** The groups of organizations, which are their teams. Guests of a team, who are of another organization, are not touched. */
public final class Groups implements Resources {

    /** How many are listed at once with their members, of whom each can have many. */
    private static final int MOST_WITH_MEMBERS = 50;

    private static final String MEMBERS = "members";

    private final Database database;
    private final Provisioning provisioning;
    private final Teams teams;
    private final TeamMembers members;
    private final String base;
    private final Clock clock;
    private final GroupTable table = new GroupTable();

    /** @param base where SCIM is served */
    public Groups(
            Database database, Provisioning provisioning, Teams teams, TeamMembers members, String base, Clock clock) {
        this.database = database;
        this.provisioning = provisioning;
        this.teams = teams;
        this.members = members;
        this.base = base;
        this.clock = clock;
    }

    @Override
    public String path() {
        return "Groups";
    }

    @Override
    public Future<Found> list(Caller caller, ListQuery query) {
        var shown = query.projection().shows(MEMBERS);
        var most = shown ? Math.min(query.count(), MOST_WITH_MEMBERS) : query.count();
        var condition = query.filter().map(GroupAttributes.ALL::condition).orElse(noCondition());
        Optional<SortField<?>> order = query.sortBy().map(by -> GroupAttributes.ALL.order(by, query.descending()));
        var total = table.count(database, caller.organization(), condition);
        var page = most == 0
                ? Future.succeededFuture(List.<ScimGroup>of())
                : table.list(database, caller.organization(), condition, order, query.startIndex() - 1, most);
        return Future.all(total, page)
                .compose(done -> shown ? withMembers(caller, page.result()) : page)
                .map(groups -> new Found(
                        total.result(),
                        groups.stream().map(group -> resource(group, shown)).toList()));
    }

    private Future<List<ScimGroup>> withMembers(Caller caller, List<ScimGroup> groups) {
        return groups.isEmpty()
                ? Future.succeededFuture(groups)
                : table.members(
                                database,
                                caller.organization(),
                                groups.stream().map(ScimGroup::id).toList())
                        .map(all -> groups.stream()
                                .map(group -> group.with(all.getOrDefault(group.id(), List.of())))
                                .toList());
    }

    @Override
    public Future<Resource> get(Caller caller, String id, Projection projection) {
        return table.find(database, caller.organization(), id(id))
                .map(found -> resource(found.orElseThrow(() -> unknown(id)), true));
    }

    @Override
    public Future<Resource> create(Caller caller, JsonObject body) {
        var wanted = GroupFields.of(body);
        return provisioning.change(
                caller,
                (tx, locked) -> requirePeople(tx, locked, wanted.members())
                        .compose(known -> teams.create(tx, caller.by(), locked.id(), wanted.displayName()))
                        .compose(team -> join(tx, caller, team, wanted.members())
                                .compose(joined -> keep(tx, locked, team.id(), wanted))
                                .compose(kept -> current(tx, locked, team.id()))));
    }

    @Override
    public Future<Resource> replace(Caller caller, String id, JsonObject body, Optional<String> ifMatch) {
        var wanted = GroupFields.of(body);
        return changed(caller, id, ifMatch, before -> wanted);
    }

    @Override
    public Future<Resource> patch(Caller caller, String id, JsonObject body, Optional<String> ifMatch) {
        var patch = Patch.of(body);
        return changed(
                caller, id, ifMatch, before -> GroupFields.of(patch.applied(before.writable(), GroupAttributes.SHAPE)));
    }

    private Future<Resource> changed(
            Caller caller, String id, Optional<String> ifMatch, Function<ScimGroup, GroupFields> change) {
        return provisioning.change(
                caller,
                (tx, locked) -> lock(tx, locked, id, ifMatch).compose(before -> {
                    var wanted = change.apply(before);
                    return teams.lock(tx, locked.id(), before.id())
                            .compose(team -> teams.rename(tx, caller.by(), team, wanted.displayName()))
                            .compose(team -> changeMembers(tx, caller, locked, team, before, wanted))
                            .compose(done -> keep(tx, locked, before.id(), wanted))
                            .compose(kept -> current(tx, locked, before.id()));
                }));
    }

    // The team is locked first, for its members change without the organization being locked.
    private Future<ScimGroup> lock(Tx tx, Organization locked, String id, Optional<String> ifMatch) {
        return teams.lock(tx, locked.id(), id(id))
                .recover(failure -> failure instanceof Problem ? unknown(id).asFuture() : Future.failedFuture(failure))
                .compose(team -> table.find(tx, locked.id(), team.id()))
                .map(found -> {
                    var group = found.orElseThrow(() -> unknown(id));
                    Version.verify(ifMatch, resource(group, true).version());
                    return group;
                });
    }

    private Future<Void> changeMembers(
            Tx tx, Caller caller, Organization locked, Team team, ScimGroup before, GroupFields wanted) {
        var present = before.memberIds();
        var gone = new LinkedHashSet<>(present);
        gone.removeAll(wanted.members());
        var added = new LinkedHashSet<>(wanted.members());
        added.removeAll(present);
        return requirePeople(tx, locked, added)
                .compose(known -> each(gone, user -> members.remove(tx, caller.by(), team, user)))
                .compose(left -> join(tx, caller, team, added));
    }

    private Future<Void> join(Tx tx, Caller caller, Team team, Set<UserId> users) {
        return each(users, user -> members.join(tx, caller.by(), team, user).mapEmpty());
    }

    private static Future<Void> each(Collection<UserId> users, Function<UserId, Future<Void>> step) {
        var done = Future.<Void>succeededFuture();
        for (var user : users) {
            done = done.compose(before -> step.apply(user));
        }
        return done;
    }

    private Future<Void> requirePeople(Tx tx, Organization locked, Set<UserId> users) {
        return users.isEmpty()
                ? Future.succeededFuture()
                : table.people(tx, locked.id(), users).map(known -> {
                    users.stream()
                            .filter(user -> !known.contains(user))
                            .findFirst()
                            .ifPresent(user -> {
                                throw Reading.invalid(
                                        "members.value",
                                        "There is no user " + user + "; a member must be one of these.");
                            });
                    return null;
                });
    }

    private Future<Integer> keep(Tx tx, Organization locked, TeamId team, GroupFields wanted) {
        return table.write(
                tx, locked.id(), team, wanted.externalId(), clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    @Override
    public Future<Void> delete(Caller caller, String id, Optional<String> ifMatch) {
        return provisioning.change(
                caller,
                (tx, locked) -> lock(tx, locked, id, ifMatch)
                        .compose(group -> teams.lock(tx, locked.id(), group.id()))
                        .compose(team -> teams.delete(tx, caller.by(), team)));
    }

    private Future<Resource> current(Tx tx, Organization locked, TeamId team) {
        return table.find(tx, locked.id(), team).map(found -> resource(found.orElseThrow(), true));
    }

    private Resource resource(ScimGroup group, boolean shown) {
        return new Resource(group.json(base, shown));
    }

    private static TeamId id(String id) {
        if (!Ids.isUuid(id)) {
            throw unknown(id);
        }
        return new TeamId(UUID.fromString(id));
    }

    private static Problem unknown(String id) {
        return ScimError.NOT_FOUND.because("There is no group " + id + ".");
    }
}
