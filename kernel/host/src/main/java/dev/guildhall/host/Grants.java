package dev.guildhall.host;

import dev.guildhall.spi.ExtensionException;
import io.vertx.core.Future;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a workspace granted to an extension, and thereby opened to its code.
 *
 * @param permissions by their names
 */
public record Grants(Set<String> permissions) {

    public static final String EVENTS_PUBLISH = "events.publish";
    public static final String EVENTS_READ = "events.read";
    public static final String MEMBERS_READ = "members.read";
    public static final String CAPABILITIES_INVOKE = "capabilities.invoke";

    /** The permissions that open something by themselves. */
    public static final Set<String> OPENING = Set.of(EVENTS_PUBLISH, EVENTS_READ, MEMBERS_READ, CAPABILITIES_INVOKE);

    boolean include(String permission) {
        return permissions.contains(permission);
    }

    /** What needs a permission; a refusal that names it when it was not granted. */
    <T> Future<T> opening(String permission, Supplier<Future<T>> use) {
        return include(permission)
                ? use.get()
                : Future.failedFuture(new ExtensionException(
                        ExtensionException.Kind.FORBIDDEN,
                        "EXTENSION.NOT_GRANTED",
                        "This needs the permission " + permission
                                + ", which the extension was not granted; its manifest must ask for it."));
    }
}
