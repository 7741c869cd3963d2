package dev.guildhall.core.plugin;

import java.time.Duration;

/**
 * What extensions may take of this process.
 *
 * @param running calls that run at once, of all installations together
 * @param runningPerInstallation calls that run at once in one installation; more wait
 * @param waitingPerInstallation calls that wait in one installation; more are refused
 * @param hostCallsPerInstallation calls of one installation to its {@link InstallationServices} at once
 * @param start the time-out of an extension's start
 * @param stop the time-out of an extension's stop, after waiting as long for its running calls
 * @param background the time-out of code that runs outside of any call
 * @param grace how long interrupted code may take to end before its thread is given up and replaced
 * @param lostThreads threads of one installation that may be given up before the installation is switched off
 */
public record ExecutionLimits(
        int running,
        int runningPerInstallation,
        int waitingPerInstallation,
        int hostCallsPerInstallation,
        Duration start,
        Duration stop,
        Duration background,
        Duration grace,
        int lostThreads) {

    public static final ExecutionLimits DEFAULT = new ExecutionLimits(
            64,
            8,
            256,
            64,
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            3);
}
