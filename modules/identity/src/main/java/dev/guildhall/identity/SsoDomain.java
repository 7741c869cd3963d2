package dev.guildhall.identity;

import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import java.time.Instant;
import java.util.Optional;

/**
 * A domain that an organization says is its own.
 *
 * @param domain as its A-label
 * @param recordValue what the TXT record that proves it must say
 * @param checkedAt when the record was last looked for
 * @param verifiedAt since when it is proven; empty when it is not, or not any more
 * @param finding what was found then
 */
public record SsoDomain(
        OrganizationId organization,
        AppId app,
        String domain,
        String recordValue,
        Instant createdAt,
        Optional<Instant> checkedAt,
        Optional<Instant> verifiedAt,
        Optional<String> finding) {

    /** Where the record must be: beside the domain's own, which others need. */
    public String recordName() {
        return "_guildhall-challenge." + domain;
    }

    public boolean isVerified() {
        return verifiedAt.isPresent();
    }

    SsoDomain found(Instant at, Optional<Instant> verified, String what) {
        return new SsoDomain(
                organization, app, domain, recordValue, createdAt, Optional.of(at), verified, Optional.of(what));
    }
}
