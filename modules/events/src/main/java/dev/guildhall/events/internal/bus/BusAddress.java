package dev.guildhall.events.internal.bus;

import dev.guildhall.core.id.WorkspaceId;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * An address of a workspace on the event bus, such as {@code workspace.{id}.orders}; {@code workspace.{id}.events} is that of
 * all of its events.
 */
public record BusAddress(WorkspaceId workspace, String name) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern WHOLE = Pattern.compile("workspace\\.([0-9a-f-]{36})\\.(" + NAME + ")");
    private static final String ALL = "events";

    /** Empty when it is no address of a workspace. */
    public static Optional<BusAddress> parse(String address) {
        var matcher = WHOLE.matcher(address);
        try {
            return matcher.matches()
                    ? Optional.of(new BusAddress(new WorkspaceId(UUID.fromString(matcher.group(1))), matcher.group(2)))
                    : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** What a workspace says of an address of its own, in whole or by its name alone; empty when it can be none. */
    static Optional<BusAddress> of(WorkspaceId workspace, String told) {
        var name = told.startsWith(prefix(workspace))
                ? told.substring(prefix(workspace).length())
                : told;
        return NAME.matcher(name).matches() ? Optional.of(new BusAddress(workspace, name)) : Optional.empty();
    }

    /** Whether all events of the workspace arrive there, subscriptions or not. */
    public boolean isOfAll() {
        return name.equals(ALL);
    }

    private static String prefix(WorkspaceId workspace) {
        return "workspace." + workspace + ".";
    }

    @Override
    public String toString() {
        return prefix(workspace) + name;
    }
}
