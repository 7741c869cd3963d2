package dev.guildhall.extensions.internal.jobs;

/** What became of a run. */
enum JobOutcome {
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    CANCELLED
}
