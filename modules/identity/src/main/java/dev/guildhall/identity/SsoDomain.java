package dev.guildhall.identity;

import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A domain that an organization says is its own.
 *
 * @param domain as its A-label
 * @param recordValue what the TXT record that proves it must say
 * @param status how it stands with the record
 */
public record SsoDomain(
        OrganizationId organization, AppId app, String domain, String recordValue, Instant createdAt, Status status) {

    /** So many daily checks, one after the other, have to miss the record before the domain counts as lost. */
    public static final int MOST_MISSES = 3;

    private static final Duration DAY = Duration.ofDays(1);
    /** How soon name servers that did not answer are asked again. */
    private static final Duration SOON = Duration.ofHours(1);

    private static final String THERE = "The record is there.";
    private static final String MISSING = "There is no such record with this value.";

    /**
     * What checks have found.
     *
     * @param checkedAt when the record was last looked for
     * @param verifiedAt since when it is proven; empty when it is not, or not any more
     * @param lapsedAt since when it is not proven any more, because daily checks have missed the record
     * @param misses how many daily checks have, one after the other
     * @param nextCheckAt when it is looked for next by itself, if it is proven or lapsed
     * @param finding what was found the last time
     */
    public record Status(
            Optional<Instant> checkedAt,
            Optional<Instant> verifiedAt,
            Optional<Instant> lapsedAt,
            int misses,
            Instant nextCheckAt,
            Optional<String> finding) {

        static Status pending(Instant now) {
            return new Status(Optional.empty(), Optional.empty(), Optional.empty(), 0, now.plus(DAY), Optional.empty());
        }
    }

    /** How a domain stands. */
    public enum State {
        /** Its record was not found yet, or was missing when somebody had it looked for. */
        PENDING,
        VERIFIED,
        /** It was proven, and its record is missing for days. */
        LAPSED
    }

    /** Where the record must be: beside the domain's own, which others need. */
    public String recordName() {
        return "_guildhall-challenge." + domain;
    }

    public boolean isVerified() {
        return status.verifiedAt().isPresent();
    }

    public State state() {
        if (isVerified()) {
            return State.VERIFIED;
        }
        return status.lapsedAt().isPresent() ? State.LAPSED : State.PENDING;
    }

    SsoDomain there(Instant at) {
        return with(new Status(
                Optional.of(at),
                status.verifiedAt().or(() -> Optional.of(at)),
                Optional.empty(),
                0,
                at.plus(DAY),
                Optional.of(THERE)));
    }

    /** When somebody had it looked for: they see what they have done. */
    SsoDomain missing(Instant at) {
        return with(new Status(
                Optional.of(at), Optional.empty(), status.lapsedAt(), 0, at.plus(DAY), Optional.of(MISSING)));
    }

    /** When a daily check did, which may have come in the middle of a move. */
    SsoDomain missed(Instant at) {
        var misses = status.misses() + 1;
        var isLost = isVerified() && misses >= MOST_MISSES;
        return with(new Status(
                Optional.of(at),
                isLost ? Optional.empty() : status.verifiedAt(),
                isLost ? Optional.of(at) : status.lapsedAt(),
                isVerified() && !isLost ? misses : 0,
                at.plus(DAY),
                Optional.of(MISSING)));
    }

    SsoDomain unanswered(Instant at) {
        return with(new Status(
                Optional.of(at),
                status.verifiedAt(),
                status.lapsedAt(),
                status.misses(),
                at.plus(SOON),
                Optional.of("The name servers of the domain do not answer.")));
    }

    private SsoDomain with(Status found) {
        return new SsoDomain(organization, app, domain, recordValue, createdAt, found);
    }
}
