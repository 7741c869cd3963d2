package dev.guildhall.core.security;

import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

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

    /** Whom an older or a newer release wrote down, and this one does not know. */
    record Unknown(String text) implements Principal {}

    /** Reads what {@link #text} wrote, by whichever release; {@link Unknown} for what is nobody's. */
    static Principal parse(String text) {
        var colon = text.indexOf(':');
        var id = text.substring(colon + 1);
        var kind = colon < 0 ? text : text.substring(0, colon);
        return switch (kind) {
            case "user" -> named(text, id, uuid -> new User(new UserId(uuid)));
            case "app" -> named(text, id, uuid -> new App(new AppId(uuid)));
            case "extension" -> colon < 0 ? new Unknown(text) : new Extension(id);
            case "service-account" -> named(text, id, ServiceAccount::new);
            case "system" -> colon < 0 ? SYSTEM : new Unknown(text);
            case "anonymous" -> colon < 0 ? ANONYMOUS : new Unknown(text);
            default -> new Unknown(text);
        };
    }

    private static Principal named(String text, String id, Function<UUID, Principal> kind) {
        return Ids.isUuid(id) ? kind.apply(UUID.fromString(id)) : new Unknown(text);
    }
}
