package dev.guildhall.core.id;

import java.util.UUID;

/** Identifies an organization: a UUIDv7. */
public record OrganizationId(UUID value) implements Tenant {

    /** Fails with a {@code REQUEST.INVALID} problem naming {@code field} when the text is no UUID. */
    public static OrganizationId parse(String field, String text) {
        return new OrganizationId(Ids.parse(field, text));
    }

    @Override
    public Kind kind() {
        return Kind.ORGANIZATION;
    }

    @Override
    public String publishedAs() {
        return "organization";
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
