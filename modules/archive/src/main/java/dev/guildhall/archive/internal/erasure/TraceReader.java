package dev.guildhall.archive.internal.erasure;

import dev.guildhall.audit.AuditTrail;
import dev.guildhall.core.erasure.Traces;
import dev.guildhall.core.erasure.Traces.Kind;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.identity.UserProfile;
import dev.guildhall.identity.Users;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Finds out what a person or a workspace is called and was called before, from the audit log when it is gone already. */
final class TraceReader {

    private static final List<String> ADDRESSES = List.of("email");
    private static final List<String> PERSONAL_NAMES = List.of("fullName");
    private static final List<String> WORKSPACE_NAMES = List.of("name", "key");

    private final AuditTrail audit;
    private final Users users;
    private final Workspaces workspaces;

    TraceReader(AuditTrail audit, Users users, Workspaces workspaces) {
        this.audit = audit;
        this.users = users;
        this.workspaces = workspaces;
    }

    /**
     * What there is.
     *
     * @param exists whether it is still to be deleted
     */
    record Known(Traces traces, boolean exists) {

        boolean isNothing() {
            return !exists && traces.addresses().isEmpty() && traces.names().isEmpty();
        }
    }

    Future<Known> read(Kind kind, UUID id) {
        return switch (kind) {
            case USER -> user(new UserId(id));
            case WORKSPACE -> workspace(new WorkspaceId(id));
        };
    }

    private Future<Known> user(UserId id) {
        return Future.all(users.find(id), audit.about(Tenant.PLATFORM, id.toString()))
                .map(found -> {
                    var present = found.<Optional<UserProfile>>resultAt(0);
                    var entries = found.<List<JsonObject>>resultAt(1);
                    var addresses = said(entries, ADDRESSES);
                    var names = said(entries, PERSONAL_NAMES);
                    present.ifPresent(user -> {
                        addresses.add(user.email());
                        names.add(user.fullName());
                    });
                    var compared = addresses.stream().map(EmailAddress::keyOf).toList();
                    addresses.addAll(compared);
                    return new Known(new Traces(Kind.USER, id.value(), addresses, names), present.isPresent());
                });
    }

    private Future<Known> workspace(WorkspaceId id) {
        return Future.all(
                        workspaces.find(id),
                        audit.about(id, id.toString()),
                        audit.about(Tenant.PLATFORM, id.toString()))
                .map(found -> {
                    var present = found.<Optional<Workspace>>resultAt(0);
                    var names = said(found.resultAt(1), WORKSPACE_NAMES);
                    names.addAll(said(found.resultAt(2), WORKSPACE_NAMES));
                    present.ifPresent(workspace -> {
                        names.add(workspace.key());
                        names.add(workspace.name());
                    });
                    return new Known(new Traces(Kind.WORKSPACE, id.value(), Set.of(), names), present.isPresent());
                });
    }

    private static Set<String> said(List<JsonObject> entries, List<String> members) {
        var all = new HashSet<String>();
        entries.stream()
                .flatMap(entry -> Stream.of("before", "after").map(entry::getValue))
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .flatMap(facts -> members.stream().map(facts::getValue))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> !text.isBlank())
                .forEach(all::add);
        return all;
    }
}
