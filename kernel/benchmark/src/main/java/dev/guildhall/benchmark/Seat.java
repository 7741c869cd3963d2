package dev.guildhall.benchmark;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.membership.Role;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A user in a workspace. */
record Seat(WorkspaceId workspace, UserId user, Role role) {

    /** Users divided among the workspaces: in each, one owner, then the other roles in turn. */
    static List<Seat> divided(int workspaces, int users) {
        var perWorkspace = users / workspaces;
        var seats = new ArrayList<Seat>(users);
        for (var i = 0; i < workspaces; i++) {
            var workspace = new WorkspaceId(Ids.next());
            for (var j = 0; j < perWorkspace; j++) {
                var role = j == 0 ? Role.OWNER : Role.builtIn().get(1 + j % 3);
                seats.add(new Seat(workspace, new UserId(Ids.next()), role));
            }
        }
        return seats;
    }

    /** Writes them down with their users and workspaces. */
    static void fill(PgConnection connection, List<Seat> seats) throws Exception {
        var owners = seats.stream().filter(seat -> seat.role().isOwner()).toList();
        Hall.await(connection.query("begin").execute());
        Hall.await(connection
                .preparedQuery(
                        "insert into guildhall.user_account (id, email, full_name, roles, created_at, updated_at)"
                                + " select id, id || '@example.org', 'Somebody', array['USER'], now(), now()"
                                + " from unnest($1::uuid[]) id")
                .execute(Tuple.tuple().addArrayOfUUID(users(seats))));
        Hall.await(connection
                .preparedQuery("insert into guildhall.workspace (id, key, name, plan, owner_id, created_at, updated_at)"
                        + " select id, 'w' || replace(id::text, '-', ''), 'Somewhere', 'TEAM', owner, now(), now()"
                        + " from unnest($1::uuid[], $2::uuid[]) as made (id, owner)")
                .execute(Tuple.tuple().addArrayOfUUID(workspaces(owners)).addArrayOfUUID(users(owners))));
        Hall.await(connection
                .preparedQuery("insert into guildhall.member (workspace_id, user_id, role, joined_at, updated_at)"
                        + " select workspace, id, role, now(), now()"
                        + " from unnest($1::uuid[], $2::uuid[], $3::text[]) as made (workspace, id, role)")
                .execute(Tuple.tuple()
                        .addArrayOfUUID(workspaces(seats))
                        .addArrayOfUUID(users(seats))
                        .addArrayOfString(
                                seats.stream().map(seat -> seat.role().name()).toArray(String[]::new))));
        Hall.await(connection.query("commit").execute());
    }

    private static UUID[] users(List<Seat> seats) {
        return seats.stream().map(seat -> seat.user().value()).toArray(UUID[]::new);
    }

    private static UUID[] workspaces(List<Seat> seats) {
        return seats.stream().map(seat -> seat.workspace().value()).toArray(UUID[]::new);
    }
}
