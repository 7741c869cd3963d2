package dev.guildhall.core.id;

import java.util.UUID;

/** Identifies an organization: a UUIDv7. */
public record OrganizationId(UUID value) implements Tenant {

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
