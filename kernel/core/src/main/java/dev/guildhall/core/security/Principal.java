package dev.guildhall.core.security;

import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.UserId;
import java.util.Locale;
import java.util.UUID;

/**
 * Who acts: in decisions, events and the audit log, and whose Idempotency-Keys and turns they are. It is written as text
 * such as {@code user:<id>}.
 */
public sealed interface Principal {

    /** The platform itself. */
    Principal SYSTEM = Nameless.SYSTEM;

    /** Somebody who did not say who they are, or could not prove it; acts in the audit log only. */
    Principal ANONYMOUS = Nameless.ANONYMOUS;

    /** The name by which events, the audit log and the database know it. */
    String text();

    /** A person with an account. */
    record User(UserId id) implements Principal {
        @Override
        public String text() {
            return "user:" + id;
        }
    }

    /** A product run on the platform, which acts by its key. */
    record App(AppId id) implements Principal {
        @Override
        public String text() {
            return "app:" + id;
        }
    }

    /** An extension, in a workspace in which it is installed. */
    record Extension(String key) implements Principal {
        @Override
        public String text() {
            return "extension:" + key;
        }
    }

    /** A program of an organization or a workspace, with a credential of its own. */
    record ServiceAccount(UUID id) implements Principal {
        @Override
        public String text() {
            return "service-account:" + id;
        }
    }

    /** Who has no id, for there is one of the kind. */
    enum Nameless implements Principal {
        SYSTEM,
        ANONYMOUS;

        @Override
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads what {@link #text} wrote. */
    static Principal parse(String text) {
        var colon = text.indexOf(':');
        var id = text.substring(colon + 1);
        return switch (colon < 0 ? text : text.substring(0, colon)) {
            case "user" -> new User(new UserId(UUID.fromString(id)));
            case "app" -> new App(new AppId(UUID.fromString(id)));
            case "extension" -> new Extension(id);
            case "service-account" -> new ServiceAccount(UUID.fromString(id));
            case "system" -> SYSTEM;
            case "anonymous" -> ANONYMOUS;
            default -> throw new IllegalArgumentException("Nobody is called " + text);
        };
    }
}
