package dev.guildhall.events;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import java.util.List;

/** What can be done with events. */
public final class EventPermissions {

    public static final Permission EVENTS_READ = new Permission("events.read", "Read and stream events", Level.VIEWER);
    public static final Permission EVENTS_PUBLISH =
            new Permission("events.publish", "Publish events", Level.TOOL_RUNNER);
    public static final Permission SUBSCRIPTIONS_MANAGE =
            new Permission("subscriptions.manage", "Manage event subscriptions", Level.EDITOR);

    public static final Permission ORGANIZATION_SUBSCRIPTIONS_MANAGE = new Permission(
            "organization.subscriptions.manage",
            "Manage event subscriptions of the organization",
            Level.EDITOR,
            Tenant.Kind.ORGANIZATION);

    public static final List<Permission> ALL =
            List.of(EVENTS_READ, EVENTS_PUBLISH, SUBSCRIPTIONS_MANAGE, ORGANIZATION_SUBSCRIPTIONS_MANAGE);

    private EventPermissions() {}
}
