package dev.guildhall.core.secret;

import dev.guildhall.core.error.CommonError;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The secrets that a secret has replaced, the latest first. What is sent is signed with each of them until a day after it
 * was replaced, so that whoever checks signatures has that long to take up the next one, however many came after it.
 */
public record FormerSecrets(List<Former> all) {

    public static final FormerSecrets NONE = new FormerSecrets(List.of());

    /** Whoever checks a signature tries all that are sent; more would be of no use to anybody. */
    public static final int MOST = 4;

    public static final Duration LIFE = Duration.ofHours(24);

    /** @param until when it is of no use any more */
    public record Former(String sealed, Instant until) {}

    public FormerSecrets {
        all = List.copyOf(all);
    }

    /** As they are kept. */
    public static FormerSecrets of(String[] sealed, OffsetDateTime[] until) {
        return new FormerSecrets(IntStream.range(0, sealed.length)
                .mapToObj(index -> new Former(sealed[index], until[index].toInstant()))
                .toList());
    }

    public String[] sealed() {
        return all.stream().map(Former::sealed).toArray(String[]::new);
    }

    public OffsetDateTime[] until() {
        return times(all.stream().map(Former::until).toList());
    }

    /** Those that are used at a time, sealed. */
    public List<String> at(Instant now) {
        return all.stream()
                .filter(former -> now.isBefore(former.until()))
                .map(Former::sealed)
                .toList();
    }

    /** The same when one more is replaced; fails with {@code SECRET.ROTATED_TOO_OFTEN} when there are too many already. */
    public FormerSecrets replacing(String sealed, Instant now) {
        var used = all.stream().filter(former -> now.isBefore(former.until())).toList();
        requireRoom(used.stream().map(Former::until).toList(), now);
        return new FormerSecrets(Stream.concat(Stream.of(new Former(sealed, now.plus(LIFE))), used.stream())
                .toList());
    }

    /** @param ends when those that are used still end */
    public static void requireRoom(List<Instant> ends, Instant now) {
        if (ends.size() >= MOST) {
            var wait = Duration.between(
                    now, ends.stream().min(Comparator.naturalOrder()).orElseThrow());
            throw CommonError.SECRET_ROTATED_TOO_OFTEN
                    .because("The secret was replaced " + MOST + " times within " + LIFE.toHours()
                            + " hours, and all of them are used still; try again when the oldest has ended.")
                    .withRetryAfter(wait);
        }
    }

    /** As times are kept. */
    public static OffsetDateTime[] times(List<Instant> times) {
        return times.stream().map(time -> time.atOffset(ZoneOffset.UTC)).toArray(OffsetDateTime[]::new);
    }
}
