package dev.guildhall.mail.internal;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How delivery goes about its work.
 *
 * @param lease how long a mail is a node's that took it; longer than a try may take
 * @param tryLimit how long a try may take
 * @param firstPause how long after the first try the second one is; each later pause is twice as long as the one before
 * @param longestPause what the pauses grow to
 * @param tries how often a mail is tried before it is given up on
 */
public record MailPace(Duration lease, Duration tryLimit, Duration firstPause, Duration longestPause, int tries) {

    /** About two days of tries. */
    public static final MailPace DEFAULT =
            new MailPace(Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofSeconds(15), Duration.ofHours(4), 20);

    /** Whether a try that begins so long after the mail was taken is over before others take it; by this machine's clock. */
    boolean leavesTimeForATry(Duration sinceTaken) {
        return sinceTaken.plus(tryLimit).compareTo(lease) < 0;
    }

    /** The pause after a try, of random length about the right one, so that what failed together is not tried together. */
    Duration pauseAfter(int attempt) {
        var doubled = firstPause.toMillis() << Math.min(attempt - 1, 30);
        var pause = Math.min(doubled, longestPause.toMillis());
        return Duration.ofMillis(pause - pause / 5 + ThreadLocalRandom.current().nextLong(2 * (pause / 5) + 1));
    }
}
