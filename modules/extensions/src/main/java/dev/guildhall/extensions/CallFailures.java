package dev.guildhall.extensions;

import dev.guildhall.host.ExtensionFailure;

/** What an extension's failure to answer means for whoever called. */
public final class CallFailures {

    private CallFailures() {}

    /** The failure of a request to an extension's route; other failures are as they were. */
    public static Throwable ofRoute(Throwable failure) {
        if (!(failure instanceof ExtensionFailure extension)) {
            return failure;
        }
        return switch (extension.kind()) {
            case THREW, BAD_ANSWER, CALLED_IN_CIRCLES ->
                ExtensionError.ROUTE_FAILED.because("The extension failed to answer; the log says why.");
            case TOO_LARGE -> ExtensionError.ROUTE_FAILED.because("The extension's answer is larger than may be sent.");
            case CANCELLED -> ExtensionError.ROUTE_TIMEOUT.because("The request was given up before it was answered.");
            case TIMED_OUT -> ExtensionError.ROUTE_TIMEOUT.because("The extension did not answer in time.");
            case OVERLOADED ->
                ExtensionError.OVERLOADED
                        .because("The extension has too many calls to answer at the moment; this one was not begun.")
                        .withRetryAfter(extension.retryAfter());
            case RESTING ->
                ExtensionError.OVERLOADED
                        .because(
                                "The extension did not answer in time again and again, so it is left alone for a while;"
                                        + " this call was not begun.")
                        .withRetryAfter(extension.retryAfter());
            case LOAD_FAILED, START_FAILED, START_POSTPONED, SWITCHED_OFF, STOPPED ->
                ExtensionError.FAILED.because("The extension does not serve this workspace at the moment.");
        };
    }
}
