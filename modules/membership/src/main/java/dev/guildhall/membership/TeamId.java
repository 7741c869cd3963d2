package dev.guildhall.membership;

import dev.guildhall.core.id.Ids;
import java.util.UUID;

/** Identifies a team of an organization: a UUIDv7. */
public record TeamId(UUID value) {

    static TeamId next() {
        return new TeamId(Ids.next());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
