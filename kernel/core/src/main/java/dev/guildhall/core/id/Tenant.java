package dev.guildhall.core.id;

import java.util.Locale;
import java.util.UUID;

/**
 * What rows, event streams, audit chains and permissions belong to: the platform, an organization, or a workspace. The
 * transaction of a tenant sees its rows; that of the platform sees all, for work that is nobody else's.
 */
public sealed interface Tenant permits Platform, OrganizationId, WorkspaceId {

    Tenant PLATFORM = Platform.INSTANCE;

    /** What a tenant can be, as it is stored. */
    enum Kind {
        PLATFORM,
        ORGANIZATION,
        WORKSPACE;

        /** The word for it in messages. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Kind kind();

    /** The id under which its rows are stored; the platform's is the nil UUID. */
    UUID value();

    /** The word for it in events and audit entries; clients know the platform as a workspace there. */
    default String publishedAs() {
        return "workspace";
    }

    static Tenant of(Kind kind, UUID value) {
        return switch (kind) {
            case PLATFORM -> PLATFORM;
            case ORGANIZATION -> new OrganizationId(value);
            case WORKSPACE -> new WorkspaceId(value);
        };
    }
}
