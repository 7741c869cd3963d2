package dev.guildhall.host;

import java.time.Duration;

/**
 * What extensions may take of this process.
 *
 * @param lostThreads threads of one installation that may be given up before the installation is switched off
 */
public record ExecutionLimits(Places places, Breaker breaker, Times times, int lostThreads) {

    /**
     * How much may go on at once. What only waits, for an answer of the host or blocked in its own code, does not run.
     *
     * @param running calls whose code runs at once, of all installations together
     * @param share how many of these one extension may have in all workspaces, and one workspace of all extensions
     * @param perInstallation how many of these one installation may have
     * @param outstanding calls of one installation that have begun and not ended; more are refused
     * @param queued calls of one installation that have not begun; more are refused
     * @param patience how long a call may wait to begin; one that would wait longer is refused at once
     */
    public record Places(int running, int share, int perInstallation, int outstanding, int queued, Duration patience) {}

    /**
     * When an installation is left alone for a while.
     *
     * @param timeouts time-outs in a row, with no call answered between, after which it is
     * @param percent of its last calls that failed, or that were slow, after which it is
     * @param slow the time after which an answer is one of these
     * @param pause for how long; then one call shows whether it is well again
     */
    public record Breaker(int timeouts, int percent, Duration slow, Duration pause) {}

    /**
     * How long things may take.
     *
     * @param start an extension's start
     * @param stop an extension's stop, after waiting as long for its running calls
     * @param background code that runs outside of any call
     * @param grace how long interrupted code may take to end before its thread is given up and replaced
     * @param least what every call may take, however soon its caller stops waiting
     */
    public record Times(Duration start, Duration stop, Duration background, Duration grace, Duration least) {

        public Times(Duration start, Duration stop, Duration background, Duration grace) {
            this(start, stop, background, grace, Duration.ZERO);
        }
    }

    private static final Duration HOUR = Duration.ofHours(1);

    public static final ExecutionLimits DEFAULT = new ExecutionLimits(
            new Places(64, 16, 8, 256, 256, Duration.ofSeconds(2)),
            new Breaker(10, 50, Duration.ofSeconds(5), Duration.ofSeconds(10)),
            new Times(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(5)),
            3);

    /** The same for an author who looks at every step in a debugger: nothing is over because it took long. */
    public ExecutionLimits unhurried() {
        return new ExecutionLimits(
                places,
                new Breaker(Integer.MAX_VALUE, breaker.percent(), HOUR, breaker.pause()),
                new Times(HOUR, HOUR, HOUR, times.grace(), HOUR),
                lostThreads);
    }
}
